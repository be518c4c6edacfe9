import type { AutocompleteChoice, Interaction } from './interactions/interaction.ts';
import type { Invocation, Sender } from './interactions/sender.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { StoredMessage } from './messages/message.ts';
import type { Fault } from './rest/faults.ts';
import type { RestRequest } from './rest/record.ts';

export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default 127.0.0.1; only loopback addresses are taken. */
  host?: string;
  log?: Log;
  /** The sandbox's clock, ms since 1970; default the real one. */
  now?: () => number;
  /** Kept for the day when the sandbox stores its state; it lives in memory today. */
  dataDir?: string;
  /** Folder of sample photos (.jpg) that the page offers; default the repository's docs/photos. */
  samples?: string;
  /** Limits that differ from Discord's, for tests. */
  limits?: Partial<Limits>;
}

export interface StyleCommand extends Sender {
  photo: Uint8Array;
  /** Default `photo.jpg`. */
  fileName?: string;
  preset: string;
  /** Left out of the command when not given. */
  quality?: string;
  /** Further options of the command. */
  options?: Record<string, string | number | boolean>;
}

/** A running stand-in for Discord, and what tests and the starter do with it. */
export interface Sandbox {
  readonly port: number;
  /** The chat page. */
  readonly url: string;
  /** What discord.js takes as `rest.api`. */
  readonly api: string;
  /** `host:port` that attachments come from. */
  readonly attachmentHost: string;
  readonly token: string;
  readonly applicationId: string;
  readonly channelId: string;
  readonly guildId: string;
  /** The clock: `now()` ms since 1970, `advance(ms)` moves it forward. */
  readonly clock: { now(): number; advance(ms: number): void };
  /** May be changed at any time, for instance `fileBytes` to refuse what the interaction allowed. */
  readonly limits: Limits;
  /** Every REST request since the start (the last 5000), oldest first. */
  readonly requests: readonly RestRequest[];
  /** IDENTIFYs and RESUMEs since the start, and whether a bot is connected now. */
  readonly gateway: { readonly identified: number; readonly resumed: number; readonly connected: boolean };
  readonly interactions: readonly Interaction[];
  /** All messages that exist, oldest first. */
  readonly messages: readonly StoredMessage[];

  /** Waits until the bot is connected and has registered a command of this name. Default `style`. */
  ready(command?: string, timeoutMs?: number): Promise<void>;
  /** `/style` as a person sends it. */
  sendStyle(command: StyleCommand): Interaction;
  /** Any command. */
  invoke(invocation: Invocation): Interaction;
  autocomplete(invocation: Invocation & { focused: string }): Promise<AutocompleteChoice[]>;
  /** Presses a button or chooses from a select. */
  press(given: Sender & { messageId: string; customId: string; values?: string[] }): Interaction;
  /** Delivers the same interaction again, as after a lost acknowledgement. */
  duplicate(interaction: Interaction): void;
  /** Waits until the predicate answers something truthy; looks at every happening. Default 30 s. */
  waitFor<T>(
    predicate: () => T | undefined | null | false,
    o?: { timeoutMs?: number; what?: string },
  ): Promise<T>;
  dropGateway(given: { resumable: boolean; polite?: boolean }): void;
  /** The next matching request(s) fail as told. */
  failNext(fault: Fault): void;
  /** The bytes behind an attachment's address. */
  fileBytes(url: string): Uint8Array | undefined;
  close(): Promise<void>;
}
