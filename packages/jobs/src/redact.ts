const HIDDEN = '[hidden]';

/** Names whose value is a secret wherever they stand in a JSON line. */
const SECRET_FIELDS =
  /("(?:[a-z_]*token|authorization|password|secret|cookie|set-cookie|api[_-]?key|DISCORD_TOKEN|DATABASE_URL)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/** Secrets by their shape, for texts in which no field name tells. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host, as in DATABASE_URL
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:/?#"@]*):[^\s/"]+@/gi, `$1:${HIDDEN}@`],
  // /webhooks/<application>/<interaction token>/… and /interactions/<id>/<token>/callback
  [/(\/(?:webhooks|interactions)\/\d+\/)[^\s/?#"'\\]+/gi, `$1${HIDDEN}`],
  // Authorization: Bot <token>, Bearer <token>
  [/\b(Bot|Bearer)\s+[\w.~+/=-]{16,}/g, `$1 ${HIDDEN}`],
  // a bot's token: base64 of its id, a time stamp, a signature
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b/g, HIDDEN],
  // the signed query of a Discord CDN address (ex, is, hm) or of any address that names a signature or token
  [/(https?:\/\/[^\s"'?\\]+)\?[^\s"'\\]*\b(?:ex|is|hm|sig|signature|token|key)=[^\s"'\\]*/gi, `$1?${HIDDEN}`],
];

/** A log line without tokens, passwords and signed addresses. Works on text, so that it needs no list of paths. */
export function redactText(text: string): string {
  let result = text.replace(SECRET_FIELDS, `$1"${HIDDEN}"`);
  for (const [shape, replacement] of SHAPES) result = result.replace(shape, replacement);
  return result;
}
