/** What Discord's documentation says of embeds, and its description does not ("Embed Object", "Embed Limits"). */
import type { Limits } from '../limits.ts';
import { characters, isRecord, type Path, type Problems, records, require } from './check.ts';
import { checkScheme, MEDIA } from './components.ts';

const WEB = ['https:', 'http:'];

export function checkEmbeds(embeds: unknown, limits: Limits, problems: Problems): void {
  let total = 0;
  for (const [index, embed] of records(embeds)) {
    const at: Path = ['embeds', index];
    const { footer, author, fields } = embed;
    checkScheme(embed, at, WEB, problems);
    checkScheme(author, [...at, 'author'], WEB, problems);
    for (const part of ['image', 'thumbnail']) checkScheme(embed[part], [...at, part], MEDIA, problems);
    if (isRecord(footer)) require(footer, 'text', [...at, 'footer'], problems);
    if (isRecord(author)) require(author, 'name', [...at, 'author'], problems);
    for (const [number, field] of records(fields))
      for (const name of ['name', 'value']) require(field, name, [...at, 'fields', number], problems);
    total += counted(embed);
  }
  if (total > limits.embedsText)
    problems.add(
      ['embeds'],
      'MAX_EMBED_SIZE_EXCEEDED',
      `Embed size exceeds maximum size of ${limits.embedsText}`,
    );
}

/** Characters that count against the 6000 of a message's embeds. */
function counted({ title, description, footer, author, fields }: Record<string, unknown>): number {
  const texts = [
    title,
    description,
    isRecord(footer) && footer.text,
    isRecord(author) && author.name,
    ...records(fields).flatMap(([, field]) => [field.name, field.value]),
  ];
  return texts.reduce<number>((sum, text) => sum + characters(text), 0);
}
