import type { DiscordApi } from '@atelier/discord/webhook.ts';
import type { Ledger } from '@atelier/queue/open-interactions.ts';
import type { PresetsFollowed } from '@atelier/queue/presets.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { Environment } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import type { Client } from 'discord.js';
import type { Classifier } from '../moderation/classifier.ts';
import type { SettingsBook } from '../submit/settings-cache.ts';
import type { Places } from './channels-seen.ts';
import type { Exchanges } from './pending-responses.ts';

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
  readonly presets: PresetsFollowed;
  readonly places: Places;
  readonly ledger: Ledger;
  /** aborted when the bot closes and nothing is waited for any more */
  readonly closing: AbortSignal;
  readonly classifier: Classifier;
  readonly exchanges: Exchanges;
}
