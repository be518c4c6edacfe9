import type { AutocompleteChoice, Interaction } from './interactions/interaction.ts';
import type { Invocation, Sender } from './interactions/sender.ts';
import type { Keys } from './interactions/signature.ts';
import type { Submission } from './interactions/submit.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { StoredMessage } from './messages/message.ts';
import type { Post } from './messages/post.ts';
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
  /** Folder of sample photos (.jpg) that the page offers; default the repository's docs/photos. */
  samples?: string;
  /** Key pair for signing what is posted to an endpoint; default a new one. */
  keys?: Keys;
  /** Posts interactions to this loopback address in place of the gateway, as `useEndpoint` does. */
  interactionsEndpoint?: string;
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
  /** Ids of every channel: two of the server (one age-restricted), and two where the bot is not. */
  readonly channels: Readonly<Record<'studio' | 'afterDark' | 'elsewhere' | 'friends', string>>;
  /** Id of the conversation between the bot and a person. */
  directChannel(user?: string): string;
  /** Ids of the server's roles, by name: Keepers (who manage it), Painters. */
  readonly roles: Readonly<Record<string, string>>;
  giveRoles(user: string, roles: readonly string[]): void;
  /** What verifies the signatures of interactions that are posted, 32 bytes in hexadecimal. */
  readonly publicKey: string;
  /** From now on interactions go to this address, signed; null: to the gateway. Throws when it fails Discord's test. */
  useEndpoint(url: string | null): Promise<void>;
  /** The clock: `now()` ms since 1970, `advance(ms)` moves it forward. */
  readonly clock: { now(): number; advance(ms: number): void };
  /** May be changed at any time, for instance `fileBytes` to refuse what the interaction allowed. */
  readonly limits: Limits;
  /** Every REST request since the start (the last 5000), oldest first. */
  readonly requests: readonly RestRequest[];
  /** IDENTIFYs and RESUMEs since the start, and whether a bot is connected now. */
  readonly gateway: {
    readonly identified: number;
    readonly resumed: number;
    readonly connected: boolean;
    /** The sessions that there are, and the events that each was sent since READY. */
    readonly shards: readonly { id: number; of: number; events: number; connected: boolean }[];
  };
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
  /** Submits the modal that answered an interaction. */
  submitModal(given: Submission): Interaction;
  /** An ordinary message of a person, with pictures, embeds or links. */
  postMessage(given: Post): StoredMessage;
  /** Delivers the same interaction again, as after a lost acknowledgement. */
  duplicate(interaction: Interaction): void;
  /** Waits until the predicate answers something truthy; looks at every happening. Default 30 s. */
  waitFor<T>(
    predicate: () => T | undefined | null | false,
    o?: { timeoutMs?: number; what?: string },
  ): Promise<T>;
  dropGateway(given: { resumable: boolean; polite?: boolean; shard?: number }): void;
  /** The next matching request(s) fail as told. */
  failNext(fault: Fault): void;
  /** The bytes behind an attachment's address. */
  fileBytes(url: string): Uint8Array | undefined;
  close(): Promise<void>;
}
