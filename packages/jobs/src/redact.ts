const HIDDEN = '[hidden]';

/** Names whose value is a secret wherever they stand in a JSON line. */
const SECRET_FIELDS =
  /("(?:[a-z_]*token|authorization|password|secret|cookie|set-cookie|api[_-]?key|DISCORD_TOKEN|DATABASE_URL)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/** Secrets by their shape, for texts in which no field name tells. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host, as in DATABASE_URL
  [/(:\/\/[^\s:/?#"@]*):[^\s/"]+@/g, `$1:${HIDDEN}@`],
  // /webhooks/<application>/<interaction token>/… and /interactions/<id>/<token>/callback
  [/(\/(?:webhooks|interactions)\/\d+\/)[^\s/?#"'\\]+/gi, `$1${HIDDEN}`],
  // Authorization: Bot <token>, Bearer <token>
  [/\b(Bot|Bearer)\s+[\w.~+/=-]{16,}/g, `$1 ${HIDDEN}`],
];

const DOTTED = /[\w.-]+/g;

/** A bot's token has three parts: its id in base64, a time stamp, a signature. */
function withoutBotToken(word: string): string {
  const parts = word.split('.');
  const at = parts.findIndex(
    ({ length }, i) =>
      length >= 23 && /^.{6,7}$/.test(parts[i + 1] ?? '') && (parts[i + 2]?.length ?? 0) >= 27,
  );
  if (at < 0) return word;
  return [...parts.slice(0, at), HIDDEN, ...parts.slice(at + 3)].join('.');
}

const ADDRESS = /https?:\/\/[^\s"'\\]+/gi;
/** What a Discord CDN address is signed with (ex, is, hm), and what any address may name a signature or token. */
const SIGNED = /\b(?:ex|is|hm|sig|signature|token|key)=/i;

function withoutSignature(address: string): string {
  const query = address.indexOf('?');
  if (query < 0 || !SIGNED.test(address.slice(query))) return address;
  return `${address.slice(0, query)}?${HIDDEN}`;
}

/**
 * A log line without tokens, passwords and signed addresses. Works on text, so that it needs no list of paths.
 * Linear in the length of the line, which holds what strangers wrote.
 */
export function redactText(text: string): string {
  let result = text.replace(SECRET_FIELDS, `$1"${HIDDEN}"`);
  for (const [shape, replacement] of SHAPES) result = result.replace(shape, replacement);
  return result.replace(DOTTED, withoutBotToken).replace(ADDRESS, withoutSignature);
}
