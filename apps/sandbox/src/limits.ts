/**
 * Discord's limits, as its developer documentation gives them (August 2026); those of single fields are in its OpenAPI
 * description (`checks/described.ts`).
 */
export const LIMITS = {
  /** First response to an interaction, ms; afterwards its token is dead. */
  firstResponseMs: 3_000,
  /** Life of an interaction token, ms. */
  tokenLifeMs: 15 * 60_000,
  /** Bytes per uploaded file without boosts or Nitro: 10 MiB. */
  fileBytes: 10 * 1024 * 1024,
  /** Bytes of one whole request: what Discord's edge lets through. */
  requestBytes: 100 * 1024 * 1024,
  filesPerMessage: 10,
  /** Follow-ups where the application is installed for the user only. */
  followUpsUserInstalled: 5,

  content: 2_000,
  /** Characters of all embeds of a message together. */
  embedsText: 6_000,
  /** How long `enforce_nonce` remembers: Discord says "the past few minutes". */
  nonceMemoryMs: 5 * 60_000,

  /** Components V2: all components of a message, nested ones too. */
  components: 40,
  /** Components V2: characters of all text displays together. */
  componentsText: 4_000,
  rows: 5,

  modalComponents: 5,

  commandsChatInput: 100,
  commandsUser: 15,
  commandsMessage: 15,
  /** Characters of a command's names, descriptions and choice values together. */
  commandText: 8_000,

  /** Gateway connections that a bot is told to share its servers among: one, until it is on 2500. */
  shards: 1,
  /** IDENTIFY calls a day. */
  identifiesPerDay: 1_000,
  /** Gateway payload from the client, bytes. */
  gatewayPayloadBytes: 4_096,
  /** Gateway payloads from the client in 60 s. */
  gatewayPayloadsPerMinute: 120,
  heartbeatMs: 41_250,
  /** How long a dropped session can be resumed, ms; Discord does not say, minutes in practice. */
  resumableMs: 3 * 60_000,
  /** Events kept for a dropped session. */
  replayEvents: 1_000,

  /** Life of a signed CDN address, ms. */
  addressLifeMs: 24 * 3_600_000,
} as const satisfies Record<string, number>;

/** The limits that a test may change for one sandbox. */
export type Limits = { -readonly [K in keyof typeof LIMITS]: number };
