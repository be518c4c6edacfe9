import type { Events } from '../events.ts';
import type { Limits } from '../limits.ts';
import type { StoredMessage } from '../messages/message.ts';
import type { Messages } from '../messages/store.ts';
import type { Interaction } from './interaction.ts';

export type NewInteraction = Pick<
  Interaction,
  'id' | 'token' | 'payload' | 'user' | 'channelId' | 'name' | 'userInstalled' | 'sourceId' | 'parentId'
>;

/** Every interaction since the start. */
export class Interactions {
  readonly #byId = new Map<string, KeptInteraction>();
  readonly #messages: Messages;
  readonly #events: Events;
  readonly #now: () => number;
  readonly #limits: Limits;

  constructor(messages: Messages, events: Events, now: () => number, limits: Limits) {
    this.#messages = messages;
    this.#events = events;
    this.#now = now;
    this.#limits = limits;
  }

  add(given: NewInteraction): Interaction {
    const interaction = new KeptInteraction(given, this.#messages, this.#now());
    this.#byId.set(interaction.id, interaction);
    this.#events.emit('interaction', interaction);
    // Real time is right here even under a test's clock: the page must say that nobody answered.
    setTimeout(() => this.#giveUp(interaction), this.#limits.firstResponseMs).unref();
    return interaction;
  }

  all(): Interaction[] {
    return [...this.#byId.values()];
  }

  get(id: string): Interaction | undefined {
    return this.#byId.get(id);
  }

  byToken(token: string): Interaction | undefined {
    return this.all().find((interaction) => interaction.token === token);
  }

  changed(interaction: Interaction): void {
    this.#events.emit('interaction', interaction);
  }

  /** Too late for a first response? */
  late(interaction: Interaction): boolean {
    return this.#now() - interaction.createdAt > this.#limits.firstResponseMs;
  }

  expired(interaction: Interaction): boolean {
    return this.#now() - interaction.createdAt > this.#limits.tokenLifeMs;
  }

  closeModal(interaction: Interaction): void {
    interaction.modalOpen = false;
    this.changed(interaction);
  }

  /** Nobody answered, or not as one should. */
  fail(interaction: Interaction): void {
    this.#giveUp(interaction);
  }

  #giveUp(interaction: Interaction): void {
    if (interaction.state !== 'waiting') return;
    interaction.state = 'failed';
    this.changed(interaction);
  }
}

class KeptInteraction implements Interaction {
  readonly id: Interaction['id'];
  readonly token: Interaction['token'];
  readonly payload: Interaction['payload'];
  readonly user: Interaction['user'];
  readonly channelId: string;
  readonly name: string;
  readonly userInstalled: boolean;
  readonly sourceId: string | null;
  readonly createdAt: number;
  state: Interaction['state'] = 'waiting';
  ephemeral = false;
  originalId: string | null = null;
  followUps = 0;
  choices: Interaction['choices'] = null;
  readonly parentId: string | null;
  modal: Interaction['modal'] = null;
  modalOpen = false;
  readonly #messages: Messages;

  constructor(given: NewInteraction, messages: Messages, createdAt: number) {
    this.id = given.id;
    this.token = given.token;
    this.payload = given.payload;
    this.user = given.user;
    this.channelId = given.channelId;
    this.name = given.name;
    this.userInstalled = given.userInstalled;
    this.sourceId = given.sourceId;
    this.parentId = given.parentId;
    this.createdAt = createdAt;
    this.#messages = messages;
  }

  get original(): StoredMessage | undefined {
    return this.originalId ? this.#messages.get(this.originalId) : undefined;
  }

  get messages(): StoredMessage[] {
    return this.#messages.all().filter((message) => message.interactionId === this.id);
  }
}
