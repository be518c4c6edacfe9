import type { Writable } from 'node:stream';
import { startOwnPostgres } from '@atelier/embedded-postgres/start.ts';
import { botConnectionName, refuseOtherApplication } from '@atelier/queue/application.ts';
import { openDatabase } from '@atelier/queue/open-database.ts';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import type { Environment } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { type Supervised, supervise } from './supervise.ts';

export interface Fleet {
  workshop: Workshop;
  /** the local stand-in for Discord; null when a real bot token is given */
  sandbox: Sandbox | null;
  /** bot and worker */
  processes: readonly Supervised[];
  /** stops everything that was started: worker, bot, sandbox, database */
  close(): Promise<void>;
}

export interface FleetOptions {
  environment: Environment;
  /** port of the sandbox's page; any free one when it is in use */
  port: number;
  log: Log;
  /** where the logs of bot and worker go */
  output: Writable;
  /** further variables for bot and worker */
  env?: NodeJS.ProcessEnv;
  /** a line for the person at the terminal */
  notice(line: string): void;
}

/** Starts the database, the sandbox where there is no token, one worker and the bot. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { environment, log, output, notice } = options;
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closePart of opened.splice(0).reverse()) await closePart();
  };

  try {
    let databaseUrl = environment.databaseUrl;
    if (databaseUrl === null) {
      const postgres = await startOwnPostgres(environment.dataDirectory, log);
      opened.push(() => postgres.stop());
      databaseUrl = postgres.url;
    } else {
      await openDatabase(environment, log);
    }
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...options.env,
      ATELIER_DATA: environment.dataDirectory,
      DATABASE_URL: databaseUrl,
    };
    let sandbox: Sandbox | null = null;
    if (environment.discordToken === null) {
      sandbox = await onFreePort(options.port, (port) => startSandbox({ port, log }));
      opened.push(sandbox.close);
      env.DISCORD_TOKEN = sandbox.token;
      env.DISCORD_APPLICATION_ID = sandbox.applicationId;
      env.DISCORD_API = sandbox.api;
      env.DISCORD_ATTACHMENT_HOSTS = sandbox.attachmentHost;
    }
    const applicationId = sandbox?.applicationId ?? environment.applicationId ?? '0';
    const discordApi = sandbox?.api ?? environment.discordApi;
    // Opened here first, so that migrations run once; under the bot's name, so that of two starts one sees the other
    // before there are workers who would take its jobs.
    const name = botConnectionName({ applicationId, discordApi });
    const workshop = await openWorkshop({ databaseUrl, log, name, waitMs: 60_000 });
    opened.push(() => workshop.close());
    await refuseOtherApplication(workshop, { applicationId, ...(sandbox && { discordApi }) });

    const processes = (['bot', 'worker'] as const).map((name, index) => {
      const main = new URL(`../../${name}/src/main.ts`, import.meta.url);
      return supervise({
        name,
        main,
        env: { ...env, ...healthPort(environment, index) },
        output,
        onRestart: notice,
      });
    });
    opened.push(async () => {
      await Promise.all(processes.map((child) => child.stop()));
    });
    return { workshop, sandbox, processes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Two processes cannot share one fixed port: the bot takes the one asked for, the worker the next. */
function healthPort({ healthPort: port }: Environment, index: number): NodeJS.ProcessEnv {
  return port ? { ATELIER_HEALTH_PORT: String(port + index) } : {};
}

async function onFreePort<T>(wished: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(wished);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await listen(0);
  }
}
