/**
 * What a button or select says to the bot: `at:<action>:<subject>`, at most 100 characters as Discord demands.
 * All state is in there, so that a button works after restarts and days. A message of ours may be forwarded but
 * not forged; who pressed is checked all the same.
 */
const PREFIX = 'at';

/** Actions on the result of a job; the subject is the job's id, for `take` with `:` and the number of the take. */
export const JOB_ACTIONS = [
  'again',
  'sheet',
  'take',
  'high',
  'upscale',
  'mine',
  'stronger',
  'weaker',
  'style',
  'compare',
  'losses',
  'delete',
  'cancel',
] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

export interface CustomId {
  action: string;
  /** the job's id, or whatever the action is about; may hold colons */
  subject: string;
}

const MAX_LENGTH = 100;

export function buildCustomId(action: JobAction | (string & {}), subject = ''): string {
  const id = `${PREFIX}:${action}:${subject}`;
  if (!/^[a-z][a-z-]*$/.test(action) || id.length > MAX_LENGTH) {
    throw new Error(`Expected an action and a subject of ${MAX_LENGTH} characters in all but received ${id}`);
  }
  return id;
}

/** Null for what is not ours. */
export function parseCustomId(customId: string): CustomId | null {
  const [, action, subject] = /^at:([a-z][a-z-]*):(.*)$/su.exec(customId) ?? [];
  return action === undefined || subject === undefined ? null : { action, subject };
}
