import type { AutocompleteChoice } from '../interactions/interaction.ts';

/** A refusal that the person should read. */
export class Refused extends Error {}

async function post<T>(path: string, body: BodyInit, json: boolean, signal?: AbortSignal): Promise<T> {
  const headers: HeadersInit = json ? { 'content-type': 'application/json' } : {};
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', body, headers, signal });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Refused('The sandbox does not answer. Is it still running?');
  }
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Refused(answer.message ?? `The sandbox answered ${response.status}.`);
  return answer;
}

export type Values = Record<string, string | number | boolean | File>;

/** Sends a command with its options; files travel beside them. */
export function sendCommand(given: {
  command: string;
  type: number;
  channelId: string;
  targetId?: string;
  values: Values;
}): Promise<unknown> {
  const form = new FormData();
  const plain = Object.entries(given.values).filter(([, value]) => !(value instanceof File));
  const { command, type, channelId, targetId } = given;
  form.set(
    'command',
    JSON.stringify({ command, type, channelId, targetId, options: Object.fromEntries(plain) }),
  );
  for (const [name, value] of Object.entries(given.values))
    if (value instanceof File) form.set(name, value, value.name);
  return post('/chat/commands', form, false);
}

export async function suggestions(
  given: { command: string; focused: string; options: Record<string, unknown> },
  signal: AbortSignal,
): Promise<AutocompleteChoice[]> {
  const answer = await post<{ choices: AutocompleteChoice[] }>(
    '/chat/autocomplete',
    JSON.stringify(given),
    true,
    signal,
  );
  return answer.choices;
}

export const pressComponent = (given: {
  messageId: string;
  customId: string;
  values?: string[];
}): Promise<{ id: string }> => post('/chat/components', JSON.stringify(given), true);
