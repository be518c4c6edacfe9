import type { RESTPostAPIInteractionCallbackJSONBody } from 'discord.js';

type Body = RESTPostAPIInteractionCallbackJSONBody;

/** Sends the first answer as the response to the request, and resolves when it is on its way; false: the line is gone. */
type Respond = (body: Body) => Promise<boolean>;

/** The open requests of the interactions endpoint: their first answer is the response. */
export class PendingResponses {
  readonly #open = new Map<string, Respond>();

  open(interactionId: string, respond: Respond): void {
    this.#open.set(interactionId, respond);
  }

  /** Forgets the request; false when it has been answered, or never was one. */
  close(interactionId: string): boolean {
    return this.#open.delete(interactionId);
  }

  /** Answers false for an interaction that did not come as a request, or whose request has gone unanswered. */
  async respond(interactionId: string, body: Body): Promise<boolean> {
    const respond = this.#open.get(interactionId);
    if (!respond) return false;
    this.#open.delete(interactionId);
    return respond(body);
  }
}
