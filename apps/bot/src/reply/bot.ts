import type { DiscordApi } from '@atelier/discord/webhook.ts';
import type { OpenInteractions } from '@atelier/queue/open-interactions.ts';
import type { PresetsFollowed } from '@atelier/queue/presets.ts';
import type { Settings } from '@atelier/queue/settings.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { Environment } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import type { Client } from 'discord.js';
import type { ChannelsSeen } from './channels-seen.ts';
import type { PendingResponses } from './pending-responses.ts';

/** What every part of the bot works with. */
export interface Bot {
  /** with the bot's token: gateway and registration. It waits out rate limits itself, however long */
  readonly client: Client;
  /** with the bot's token, for what is promised to people: one request is one try */
  readonly asBot: DiscordApi;
  /** without one, for what an interaction's own token opens */
  readonly api: DiscordApi;
  readonly workshop: Workshop;
  readonly environment: Environment;
  readonly log: Log;
  readonly settings: SettingsCache;
  readonly liked: LikedPresets;
  readonly presets: PresetsFollowed;
  readonly channelsSeen: ChannelsSeen;
  readonly openInteractions: OpenInteractions;
  /** aborted when the bot closes and nothing is waited for any more */
  readonly closing: AbortSignal;
  readonly classifier: Classifier;
  readonly pendingResponses: PendingResponses;
}

/** The settings of servers, remembered so that an interaction is acknowledged without waiting for the database. */
export interface SettingsCache {
  /** Errors: service.unavailable. */
  get(guildId: string | null): Promise<Settings>;
  /** What is known, however old, or can be known at once; null: nothing. Never throws. */
  soon(guildId: string | null): Promise<Settings | null>;
  put(guildId: string | null, settings: Settings): void;
}

/** Which presets people like: those that they marked, then those that they paint with most. */
export interface LikedPresets {
  /** Their names; none where it is not known in time. Never throws. */
  soon(userId: string): Promise<readonly string[]>;
  /** They have changed. */
  forget(userId: string): void;
}

/** Tells how likely a picture is to be one that not everybody should see. */
export interface Classifier {
  classify(picture: Uint8Array): Promise<Shares>;
  close(): Promise<void>;
}

/** Shares of the classes Drawing, Hentai, Neutral, Porn and Sexy, which add up to 1. */
export type Shares = Readonly<Record<string, number>>;
