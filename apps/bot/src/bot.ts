import type { Environment } from '@atelier/jobs/environment.ts';
import type { Ledger } from '@atelier/jobs/ledger.ts';
import type { Log } from '@atelier/jobs/log.ts';
import type { DiscordApi } from '@atelier/jobs/webhook.ts';
import type { Workshop } from '@atelier/jobs/workshop.ts';
import type { Client } from 'discord.js';
import type { Classifier } from './decency/classifier.ts';
import type { Exchanges } from './endpoint/exchanges.ts';
import type { Places } from './interactions/places.ts';
import type { SettingsBook } from './settings/book.ts';

/** What every part of the bot works with. */
export interface Bot {
  /** with the bot's token: gateway, registration, messages of its own */
  readonly client: Client;
  /** without one, for what an interaction's own token opens */
  readonly api: DiscordApi;
  readonly workshop: Workshop;
  readonly environment: Environment;
  readonly log: Log;
  readonly settings: SettingsBook;
  readonly places: Places;
  readonly ledger: Ledger;
  /** aborted when the bot closes and nothing is waited for any more */
  readonly closing: AbortSignal;
  readonly classifier: Classifier;
  readonly exchanges: Exchanges;
}
