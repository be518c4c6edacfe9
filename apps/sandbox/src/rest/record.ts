/** One REST request as it came in and what was answered: what the check against Discord's OpenAPI reads. */
export interface RestRequest {
  method: string;
  /** Decoded, without `/api` and version: `/webhooks/1/token/messages/@original`. */
  path: string;
  query: Record<string, string>;
  /** True when a valid `Authorization: Bot …` came along. */
  asBot: boolean;
  contentType: string;
  /** The JSON body; of a multipart request its `payload_json`. Undefined when there was none. */
  json: unknown;
  files: { field: string; name: string; size: number }[];
  status: number;
  /** Code and message of Discord's error form, when it was refused. */
  error: { code: number; message: string } | null;
  /** By the sandbox's clock, ms since 1970. */
  at: number;
}

/** How many requests are remembered; a sandbox may stand for days. */
export const REQUESTS_KEPT = 5_000;
