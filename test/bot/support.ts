import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Classifier } from '@atelier/bot/reply/bot.ts';
import { type RunningBot, startBot } from '@atelier/bot/run.ts';
import { LANGUAGES } from '@atelier/discord/texts/locale.ts';
import { textsFor } from '@atelier/discord/texts/texts.ts';
import { type Environment, readEnvironment } from '@atelier/runtime/environment.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import pg from 'pg';
import { checkRequest } from '../openapi/check-request.ts';
import { preparedDatabase, testLog } from '../support/database.ts';

/** What is said while a photo is looked at, in every language. */
const TAKEN = LANGUAGES.map((locale) => textsFor(locale).queued.taken);

/** A real photograph, 4 to 400 kB. */
export const photo: Uint8Array = await readFile(new URL('../../docs/photos/fig.jpg', import.meta.url));

export interface Stage {
  sandbox: Sandbox;
  environment: Environment;
  databaseUrl: string;
  /** Runs after the test, before what was opened earlier is closed. */
  defer(close: () => void | Promise<void>): void;
  /** Starts a bot; it is closed after the test unless the test closed it. */
  startBot(changed?: Partial<Environment>, classifier?: Classifier): Promise<RunningBot>;
}

/** A sandbox, a database of its own, and bots as many as the test starts: the real client, real Postgres. */
export async function openStage(test: TestContext): Promise<Stage> {
  const opened = new AsyncDisposableStack();
  // Hooks run in the order of their registration, and the database must go last: so this one comes first.
  test.after(() => opened.disposeAsync());
  const databaseUrl = await preparedDatabase(test);
  const sandbox = await startSandbox();
  opened.defer(async () => {
    await sandbox.close();
    assertValid(sandbox.requests);
  });
  const environment = environmentOf(sandbox, databaseUrl);
  return {
    sandbox,
    environment,
    databaseUrl,
    defer: (close) => opened.defer(close),
    async startBot(changed = {}, classifier) {
      const own = { ...environment, ...changed };
      const bot = await startBot({ environment: own, log: testLog, ...(classifier && { classifier }) });
      opened.defer(() => bot.close());
      return bot;
    },
  };
}

/** Every request that a test made anybody send must be one that Discord's own description knows. */
function assertValid(requests: Sandbox['requests']): void {
  const wrong = requests.flatMap((request) => checkRequest(request));
  assert.deepEqual(wrong, []);
}

export function environmentOf(sandbox: Sandbox, databaseUrl: string): Environment {
  return readEnvironment({
    DISCORD_TOKEN: sandbox.token,
    DISCORD_APPLICATION_ID: sandbox.applicationId,
    DISCORD_API: sandbox.api,
    DISCORD_ATTACHMENT_HOSTS: sandbox.attachmentHost,
    DATABASE_URL: databaseUrl,
    ATELIER_HEALTH_PORT: '0',
    ATELIER_PRESETS: '/dev/null', // none but those that ship, whoever runs the tests
  });
}

/** A folder with one preset of somebody's own that was never learnt for fast quality; the shipped ones all were. */
export async function withoutFast(test: TestContext): Promise<{ name: string; presetsDirectory: string }> {
  const presetsDirectory = await mkdtemp(join(tmpdir(), 'atelier-presets-'));
  test.after(() => rm(presetsDirectory, { recursive: true }));
  const shipped = new URL('../../models/presets/starry-night.safetensors', import.meta.url);
  await copyFile(shipped, join(presetsDirectory, 'slow-one.safetensors'));
  return { name: 'slow-one', presetsDirectory };
}

/** All text that a message shows, Components V2 included. */
export function textOf(message: { data: { content: string; components: object[] } } | undefined): string {
  if (!message) return '';
  const texts = [message.data.content];
  const visit = (component: Record<string, unknown>) => {
    if (typeof component.content === 'string') texts.push(component.content);
    for (const inner of (component.components as Record<string, unknown>[] | undefined) ?? []) visit(inner);
  };
  for (const component of message.data.components) visit(component as Record<string, unknown>);
  return texts.join('\n').trim();
}

/**
 * Waits for the private refusal of a command and returns its text. Fails when anything of the command is left
 * for everybody to see.
 */
export async function refusalOf(sandbox: Sandbox, interaction: Interaction): Promise<string> {
  const found = await sandbox.waitFor(
    () =>
      interaction.messages.find((one) => {
        // one without words is a private acknowledgement, "thinking…", and on a slow machine it says next what goes on
        const text = textOf(one);
        return (
          one.onlyFor === interaction.user.id && text !== '' && !TAKEN.some((taken) => text.includes(taken))
        );
      }),
    { what: 'a private refusal' },
  );
  const open = interaction.messages.filter(({ onlyFor }) => onlyFor === null);
  if (open.length > 0) throw new Error(`Left in public: ${open.map(textOf).join(' | ') || '(thinking)'}`);
  return textOf(found);
}

export interface JobRow {
  id: string;
  interaction_id: string;
  user_id: string;
  state: string;
  delivery: string;
  preset: string;
  quality: string;
  seed: number;
  strength: number;
  blend: string | null;
  blend_share: number;
  keep_colours: boolean;
  size: number | null;
  spoiler: boolean;
  private: boolean;
  watermark: boolean;
  parent_id: string | null;
  file_name: string;
  photo_bytes: number | null;
  style_bytes: number | null;
}

/** Rows of the jobs table, oldest first. */
export async function jobsIn(stage: Stage): Promise<JobRow[]> {
  return query<JobRow>(
    stage,
    `select j.*, length(p.bytes) as photo_bytes, length(p.style) as style_bytes
     from atelier.jobs j left join atelier.photos p on p.job_id = j.id order by j.created_at`,
  );
}

export async function query<Row extends object = Record<string, unknown>>(
  { databaseUrl }: Stage,
  statement: string,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(statement);
    return rows;
  } finally {
    await client.end();
  }
}

type Component = Record<string, unknown>;

/** Every component of a message, nested ones too. */
export function componentsOf(message: { data: { components: object[] } } | undefined): Component[] {
  const flat = (list: Component[]): Component[] =>
    list.flatMap((one) => [
      one,
      ...flat((one.components as Component[] | undefined) ?? []),
      ...flat(one.accessory ? [one.accessory as Component] : []),
    ]);
  return flat((message?.data.components ?? []) as Component[]);
}

/** The custom id of the component of an action; throws when the message has none. */
export function customIdOf(message: { data: { components: object[] } } | undefined, action: string): string {
  const found = componentsOf(message).find(({ custom_id: id }) => String(id).startsWith(`at:${action}:`));
  if (!found) throw new Error(`The message has no component for ${action}`);
  return String(found.custom_id);
}
