import { readFile } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { type RunningBot, startBot } from '@atelier/bot/run.ts';
import { type Environment, readEnvironment } from '@atelier/jobs/environment.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import pg from 'pg';
import { emptyDatabase, testLog } from '../support/database.ts';

/** A real photograph, 4 to 400 kB. */
export const photo: Uint8Array = await readFile(new URL('../../docs/photos/fig.jpg', import.meta.url));

export interface Stage {
  sandbox: Sandbox;
  environment: Environment;
  databaseUrl: string;
  /** Runs after the test, before what was opened earlier is closed. */
  defer(close: () => void | Promise<void>): void;
  /** Starts a bot; it is closed after the test unless the test closed it. */
  startBot(changed?: Partial<Environment>): Promise<RunningBot>;
}

/** A sandbox, a database of its own, and bots as many as the test starts: the real client, real Postgres. */
export async function openStage(test: TestContext): Promise<Stage> {
  const opened = new AsyncDisposableStack();
  // Hooks run in the order of their registration, and the database must go last: so this one comes first.
  test.after(() => opened.disposeAsync());
  const databaseUrl = await emptyDatabase(test);
  const sandbox = await startSandbox();
  opened.defer(() => sandbox.close());
  const environment = environmentOf(sandbox, databaseUrl);
  return {
    sandbox,
    environment,
    databaseUrl,
    defer: (close) => opened.defer(close),
    async startBot(changed = {}) {
      const bot = await startBot({ environment: { ...environment, ...changed }, log: testLog });
      opened.defer(() => bot.close());
      return bot;
    },
  };
}

export function environmentOf(sandbox: Sandbox, databaseUrl: string): Environment {
  return readEnvironment({
    DISCORD_TOKEN: sandbox.token,
    DISCORD_APPLICATION_ID: sandbox.applicationId,
    DISCORD_API: sandbox.api,
    DISCORD_ATTACHMENT_HOSTS: sandbox.attachmentHost,
    DATABASE_URL: databaseUrl,
    ATELIER_HEALTH_PORT: '0',
  });
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
    () => interaction.messages.find(({ onlyFor }) => onlyFor === interaction.user.id),
    { what: 'a private refusal' },
  );
  const open = interaction.messages.filter(({ onlyFor }) => onlyFor === null);
  if (open.length > 0) throw new Error(`Left in public: ${open.map(textOf).join(' | ') || '(thinking)'}`);
  return textOf(found);
}

export interface JobRow {
  interaction_id: string;
  state: string;
  delivery: string;
}

/** Rows of the jobs table, oldest first. */
export async function jobsIn({ databaseUrl }: Stage): Promise<JobRow[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select interaction_id, state, delivery from atelier.jobs order by created_at',
    );
    return rows;
  } finally {
    await client.end();
  }
}
