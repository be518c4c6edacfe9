import type { ChatInteraction } from '../chat/model.ts';
import type { AutocompleteChoice } from '../interactions/interaction.ts';
import { localeHere, mine } from './who.ts';
import { fill, languageOf, spoken } from './words/words.ts';

/** A refusal that the person should read. */
class Refused extends Error {}

interface Request {
  method?: string;
  body?: BodyInit;
  signal?: AbortSignal;
}

async function post<T>(path: string, { method = 'POST', body, signal }: Request): Promise<T> {
  const words = spoken(languageOf([localeHere()])).words.app;
  const headers: HeadersInit = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  let response: Response;
  try {
    response = await fetch(mine(path), { method, body: body ?? null, headers, signal: signal ?? null });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Refused(words.silent);
  }
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) {
    const { status } = response;
    throw new Refused(answer.message ?? fill(words.answered, { status }));
  }
  return answer;
}

/** A form with the part `json`, and files beside it. */
function form(json: object, files: [string, File][]): FormData {
  const made = new FormData();
  made.set('json', JSON.stringify(json));
  for (const [name, file] of files) made.append(name, file, file.name);
  return made;
}

export type Values = Record<string, string | number | boolean | File>;

/** Sends a command with its options. */
export function sendCommand(given: {
  command: string;
  type: number;
  channelId: string;
  targetId?: string;
  values: Values;
}): Promise<ChatInteraction> {
  const { values, ...rest } = given;
  const all = Object.entries(values);
  const options = Object.fromEntries(all.filter(([, value]) => !(value instanceof File)));
  const files = all.filter((entry): entry is [string, File] => entry[1] instanceof File);
  return post('/chat/commands', { body: form({ ...rest, options }, files) });
}

export async function suggestions(
  given: { command: string; channelId: string; focused: string; options: Record<string, unknown> },
  signal: AbortSignal,
): Promise<AutocompleteChoice[]> {
  const body = JSON.stringify(given);
  return (await post<{ choices: AutocompleteChoice[] }>('/chat/autocomplete', { body, signal })).choices;
}

export const pressComponent = (given: {
  messageId: string;
  customId: string;
  values?: string[];
}): Promise<ChatInteraction> => post('/chat/components', { body: JSON.stringify(given) });

/** An ordinary message of the person. */
export const postMessage = (given: {
  channelId: string;
  content: string;
  files: File[];
}): Promise<unknown> => {
  const { files, ...rest } = given;
  return post('/chat/messages', {
    body: form(
      rest,
      files.map((file, n) => [`files[${n}]`, file]),
    ),
  });
};

/** What stands in a modal, by custom_id. */
export type Filled = Record<string, string | string[] | File[]>;

export function submitModal(interactionId: string, filled: Filled): Promise<ChatInteraction> {
  const files: [string, File][] = [];
  const values: Record<string, string | string[]> = {};
  for (const [id, value] of Object.entries(filled)) {
    const uploads = Array.isArray(value) ? value.filter((one): one is File => one instanceof File) : [];
    if (uploads.length > 0) files.push(...uploads.map((file): [string, File] => [id, file]));
    else values[id] = value as string | string[];
  }
  return post('/chat/modals', { body: form({ interactionId, values }, files) });
}

export const closeModal = (interactionId: string): Promise<unknown> =>
  post(`/chat/modals/${interactionId}`, { method: 'DELETE' });
