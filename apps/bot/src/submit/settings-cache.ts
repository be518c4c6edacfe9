import { reaching } from '@atelier/queue/database-retry.ts';
import { readSettings, type Settings } from '@atelier/queue/settings.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { SettingsCache } from '../reply/bot.ts';

/** ms for which settings are taken as read: another bot of the fleet may have written them since */
const FRESH_MS = 10_000;

/** ms to wait for settings before an interaction is acknowledged: Discord waits 3 s, and its own way takes some */
const SOON_MS = 400;

interface Entry {
  settings: Settings;
  at: number;
}

/** Reads settings from the database, and keeps what it read. */
export class DatabaseSettings implements SettingsCache {
  readonly #workshop: Workshop;
  readonly #entries = new Map<string | null, Entry>();
  readonly #reading = new Map<string | null, Promise<Settings>>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  async get(guildId: string | null): Promise<Settings> {
    const known = this.#entries.get(guildId);
    if (known && Date.now() - known.at < FRESH_MS) return known.settings;
    // a hundred commands at once read once
    const reading = this.#reading.get(guildId) ?? this.#read(guildId);
    this.#reading.set(guildId, reading);
    return reading;
  }

  async #read(guildId: string | null): Promise<Settings> {
    try {
      const settings = await reaching(readSettings(this.#workshop, guildId));
      this.put(guildId, settings);
      return settings;
    } finally {
      this.#reading.delete(guildId);
    }
  }

  async soon(guildId: string | null): Promise<Settings | null> {
    const known = this.#entries.get(guildId);
    const reading = this.get(guildId).catch(() => null);
    if (known) return known.settings;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((done) => {
      timer = setTimeout(() => done(null), SOON_MS);
    });
    const settings = await Promise.race([reading, late]);
    clearTimeout(timer);
    return settings;
  }

  put(guildId: string | null, settings: Settings): void {
    this.#entries.set(guildId, { settings, at: Date.now() });
  }
}
