/** One entry at the leaf of Discord's `errors` tree. */
export interface Problem {
  code: string;
  message: string;
}

export interface ProblemTree {
  [key: string]: ProblemTree | Problem[];
}

/** An answer in Discord's error form: HTTP status and `{ code, message, errors? }`. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: ProblemTree | undefined;

  constructor(status: number, code: number, message: string, errors?: ProblemTree) {
    super(message);
    this.name = 'DiscordError';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  get body(): { message: string; code: number; errors?: ProblemTree } {
    return { message: this.message, code: this.code, ...(this.errors && { errors: this.errors }) };
  }
}

const refusal = (status: number, code: number, message: string) => () =>
  new DiscordError(status, code, message);

/** Discord's JSON error codes that the sandbox answers with, each with the HTTP status it comes with. */
export const refuse = {
  unauthorized: refusal(401, 0, '401: Unauthorized'),
  routeNotFound: refusal(404, 0, '404: Not Found'),
  methodNotAllowed: refusal(405, 0, '405: Method Not Allowed'),
  unknownApplication: refusal(404, 10_002, 'Unknown Application'),
  unknownChannel: refusal(404, 10_003, 'Unknown Channel'),
  unknownGuild: refusal(404, 10_004, 'Unknown Guild'),
  unknownMessage: refusal(404, 10_008, 'Unknown Message'),
  unknownUser: refusal(404, 10_013, 'Unknown User'),
  unknownWebhook: refusal(404, 10_015, 'Unknown Webhook'),
  unknownInteraction: refusal(404, 10_062, 'Unknown interaction'),
  unknownCommand: refusal(404, 10_063, 'Unknown application command'),
  notYourApplication: refusal(
    403,
    20_012,
    'You are not authorized to perform this action on this application',
  ),
  tooManyCommands: refusal(
    400,
    30_032,
    'Maximum number of application commands reached (100 CHAT_INPUT, 15 USER, 15 MESSAGE).',
  ),
  tooLarge: refusal(413, 40_005, 'Request entity too large'),
  alreadyAcknowledged: refusal(400, 40_060, 'Interaction has already been acknowledged.'),
  tooManyFollowUps: refusal(
    400,
    40_094,
    'This interaction has reached the maximum number of follow-up messages',
  ),
  missingAccess: refusal(403, 50_001, 'Missing Access'),
  notYourMessage: refusal(403, 50_005, 'Cannot edit a message authored by another user'),
  emptyMessage: refusal(400, 50_006, 'Cannot send an empty message'),
  cannotMessageUser: refusal(403, 50_007, 'Cannot send messages to this user'),
  invalidWebhookToken: refusal(401, 50_027, 'Invalid Webhook Token'),
  invalidJson: refusal(400, 50_109, 'The request body contains invalid JSON.'),
} as const;
