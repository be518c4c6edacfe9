import type { Environment } from '@atelier/jobs/environment.ts';
import type { Log } from '@atelier/jobs/log.ts';
import type { Workshop } from '@atelier/jobs/workshop.ts';
import type { Client } from 'discord.js';

/** What every part of the bot works with. */
export interface Bot {
  readonly client: Client;
  readonly workshop: Workshop;
  readonly environment: Environment;
  readonly log: Log;
}
