import { distance } from 'fastest-levenshtein';
import type { Preset } from './catalogue-own.ts';
import { wordsOf } from './preset-words.ts';

/** One kind of words of a preset, ready to be looked through. */
interface Field {
  /** with a space before each word */
  readonly text: string;
  /** the same without spaces: somebody writes `vangogh` */
  readonly squashed: string;
  /** single words and whole names without spaces, for misspellings */
  readonly words: readonly string[];
}

const NONE = Number.POSITIVE_INFINITY;
/** Added for a place inside a word, and for what is only similar. */
const WITHIN = 0.5;
const SIMILAR = 10;

const indexes = new WeakMap<Preset, readonly Field[]>();

function fieldsOf(preset: Preset): readonly Field[] {
  let fields = indexes.get(preset);
  if (fields === undefined) {
    fields = wordsOf(preset).map((names) => {
      const lines = names.map(split);
      return {
        text: lines.map((line) => ` ${line.join(' ')}`).join(' |'),
        squashed: lines.map((line) => line.join('')).join('|'),
        words: [...new Set(lines.flatMap((line) => [...line, line.join('')]))],
      };
    });
    indexes.set(preset, fields);
  }
  return fields;
}

/**
 * Those of the presets in which every word of the text occurs, in any language (name, title, artist, moods); the best
 * places first. Where there are none, those that are written much like it.
 */
export function searchIn(all: readonly Preset[], text: string, limit: number): Preset[] {
  const exact = exactlyIn(all, text);
  const alike = () => withoutSmall(split(text), (words) => ranked(all, words, likenessOf));
  return (exact.length > 0 ? exact : alike()).slice(0, limit);
}

/** The presets that somebody may have meant who wrote a name that is none; none where nothing is like it. */
export function similarIn(all: readonly Preset[], text: string, limit: number): Preset[] {
  const found = searchIn(all, text, limit);
  if (found.length > 0 || text.trim() === '') return found;
  // one word of it may be the right one: the longest says most
  const longest = split(text).toSorted((a, b) => b.length - a.length)[0] ?? '';
  return longest.length < 4 ? [] : searchIn(all, longest, limit);
}

/** Those in which there is every word of the text, and only those, as it is written; where there are none, but for small words. */
export function exactlyIn(all: readonly Preset[], text: string): Preset[] {
  return withoutSmall(split(text), (words) => ranked(all, words, placeOf));
}

/** Articles and the like, which people write where a title has none: die Seerosen, fleurs de cerisier. */
const SMALL: ReadonlySet<string> = new Set(
  [
    'the a an of in at on with by and',
    'der die das den dem des ein eine im am an auf bei mit von vom und',
    'le la les l un une de du des d au aux en et avec',
    'el los las una del al y con',
    'o os as um uma do da dos das no na e com',
  ].flatMap((words) => words.split(' ')),
);

function withoutSmall(words: readonly string[], find: (words: readonly string[]) => Preset[]): Preset[] {
  const found = find(words);
  const others = words.filter((word) => !SMALL.has(word));
  return found.length > 0 || others.length === 0 || others.length === words.length ? found : find(others);
}

function ranked(
  all: readonly Preset[],
  words: readonly string[],
  rankOf: (field: Field, word: string) => number,
): Preset[] {
  return all
    .map((preset) => {
      const fields = fieldsOf(preset);
      const rank = words.reduce((sum, word) => {
        const ranks = fields.map((field, kind) => kind + rankOf(field, word));
        return sum + Math.min(...ranks);
      }, 0);
      return { preset, rank };
    })
    .filter(({ rank }) => rank < NONE)
    .sort((a, b) => a.rank - b.rank)
    .map(({ preset }) => preset);
}

/** 0 at the beginning of a word. */
function placeOf({ text, squashed }: Field, word: string): number {
  if (text.includes(` ${word}`)) return 0;
  // two letters are within everything; those of Japanese are words
  const within = word.length >= 3 || /[^\w]/.test(word);
  return within && (text.includes(word) || (word.length >= 4 && squashed.includes(word))) ? WITHIN : NONE;
}

function likenessOf(field: Field, word: string): number {
  const place = placeOf(field, word);
  if (place < NONE) return place;
  let least = NONE;
  for (const other of field.words) {
    const most = slipsIn(word, other);
    if (Math.abs(other.length - word.length) > most && other.length < word.length) continue;
    // what is typed may be a beginning
    const begun = other.length > word.length + most ? other.slice(0, word.length) : other;
    const slips = distance(word, begun);
    if (slips <= most) least = Math.min(least, SIMILAR + slips + (begun === other ? 0 : WITHIN));
  }
  return least;
}

/** Letters that may be wrong: a short word with one wrong letter is mostly another word. */
function slipsIn(word: string, other: string): number {
  if (word.length < 3) return 0;
  if (word.length === 3) return other.length === 4 && other[0] === word[0] ? 1 : 0;
  if (word.length < 6) return 1;
  return word.length < 10 ? 2 : 3;
}

/** Words in lower case without accents: somebody who types `cezanne` means Cézanne. */
function split(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function fold(text: string): string {
  // marks go, but for those of Japanese syllables, which are letters of their own
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o');
}
