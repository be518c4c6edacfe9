import type { Limits } from '../limits.ts';
import { all, boolean, type Check, integer, isRecord, list, record, required, text } from './check.ts';

const address = text(1, 2_048, /^https?:\/\/./);
const picture = record({ url: text(1, 2_048, /^(https?|attachment):\/\/./) });

const embed = record({
  title: text(0, 256),
  description: text(0, 4_096),
  url: address,
  color: integer(0, 0xffffff),
  footer: record({ text: required(text(0, 2_048)), icon_url: text(1, 2_048) }),
  image: picture,
  thumbnail: picture,
  author: record({ name: required(text(0, 256)), url: address }),
  fields: list(
    0,
    25,
    record({ name: required(text(1, 256)), value: required(text(1, 1_024)), inline: boolean }),
  ),
});

/** Characters that count against the 6000 of a message's embeds. */
function characters(embed: unknown): number {
  if (!isRecord(embed)) return 0;
  const fields = Array.isArray(embed.fields) ? embed.fields.filter(isRecord) : [];
  const texts = [
    embed.title,
    embed.description,
    isRecord(embed.footer) && embed.footer.text,
    isRecord(embed.author) && embed.author.name,
    ...fields.flatMap((f) => [f.name, f.value]),
  ];
  return texts.reduce<number>((sum, t) => sum + (typeof t === 'string' ? [...t].length : 0), 0);
}

export const embedsCheck = (limits: Limits): Check =>
  all(list(0, limits.embeds, embed), (value, at, problems) => {
    if (!Array.isArray(value)) return;
    const total = value.reduce((sum: number, one) => sum + characters(one), 0);
    if (total > limits.embedsText)
      problems.add(at, 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${limits.embedsText}`);
  });
