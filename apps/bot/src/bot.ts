import type { Environment } from '@atelier/jobs/environment.ts';
import type { Log } from '@atelier/jobs/log.ts';
import type { Workshop } from '@atelier/jobs/workshop.ts';
import type { Client } from 'discord.js';
import type { Classifier } from './decency/classifier.ts';
import type { Exchanges } from './endpoint/exchanges.ts';
import type { Places } from './interactions/places.ts';
import type { SettingsBook } from './settings/book.ts';

/** What every part of the bot works with. */
export interface Bot {
  readonly client: Client;
  readonly workshop: Workshop;
  readonly environment: Environment;
  readonly log: Log;
  readonly settings: SettingsBook;
  readonly places: Places;
  readonly classifier: Classifier;
  readonly exchanges: Exchanges;
}
