import { bytesOfValue, type Entry, formatHeader, type Header } from './tensor-header.ts';

/** Bytes of a file, from `begin` up to but not including `end`. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** A smaller safetensors file: what it begins with, and the stretches of the large one that follow. */
export interface Subset {
  readonly head: Uint8Array;
  readonly spans: readonly Span[];
  /** bytes of the small file */
  readonly length: number;
}

/**
 * The file of the named tensors alone, with names, types and numbers as they are: it is the same to the byte
 * whether the large file lies here or is only asked for its stretches.
 * Throws an Error for a tensor of a type that is not read here. The names must be there.
 */
export function subsetOf({ entries, metadata, bodyAt }: Header, names: readonly string[]): Subset {
  const wanted = names
    .map((name) => [name, entries.get(name)!] as const)
    .sort(([, a], [, b]) => a.begin - b.begin);
  const kept = new Map<string, Entry>();
  const spans: Span[] = [];
  let length = 0;
  for (const [name, entry] of wanted) {
    bytesOfValue(name, entry);
    const { dtype, shape, begin, end } = entry;
    kept.set(name, { dtype, shape, begin: length, end: length + end - begin });
    length += end - begin;
    const span = { begin: bodyAt + begin, end: bodyAt + end };
    const last = spans.at(-1);
    if (last?.end === span.begin) spans[spans.length - 1] = { begin: last.begin, end: span.end };
    else spans.push(span);
  }
  const head = formatHeader({ entries: kept, metadata });
  return { head, spans, length: head.length + length };
}

/** What is left of the spans behind their first `skip` bytes. */
export function restOf(spans: readonly Span[], skip: number): Span[] {
  let done = skip;
  return spans.flatMap(({ begin, end }) => {
    const from = Math.min(begin + done, end);
    done -= from - begin;
    return from < end ? [{ begin: from, end }] : [];
  });
}
