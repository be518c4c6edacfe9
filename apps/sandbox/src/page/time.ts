import { fill, LANGUAGES, type Language } from './words/words.ts';

/** "Today at 14:05", "Yesterday at 9:12", or the date. */
export function moment(iso: string, language: Language, now = new Date()): string {
  const date = new Date(iso);
  const { today, yesterday } = LANGUAGES[language].words.time;
  const clock = date.toLocaleTimeString(language, { hour: 'numeric', minute: '2-digit' });
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days > 1) return `${date.toLocaleDateString(language)} ${clock}`;
  return fill(days === 0 ? today : yesterday, { clock });
}

const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** A Discord timestamp `<t:seconds:style>`; style R is relative ("in 3 minutes"). */
export function timestamp(seconds: number, style: string, language: Language): string {
  const date = new Date(seconds * 1000);
  if (style === 'R') {
    const away = seconds - Date.now() / 1000;
    const [unit, size] = UNITS.find(([, s]) => Math.abs(away) >= s) ?? UNITS[3]!;
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(away / size), unit);
  }
  if (style === 't' || style === 'T')
    return date.toLocaleTimeString(language, { timeStyle: style === 't' ? 'short' : 'medium' });
  if (style === 'd' || style === 'D')
    return date.toLocaleDateString(language, { dateStyle: style === 'd' ? 'short' : 'long' });
  return date.toLocaleString(language, { dateStyle: style === 'F' ? 'full' : 'long', timeStyle: 'short' });
}

export const bytes = (count: number): string =>
  count < 1024
    ? `${count} B`
    : count < 1024 ** 2
      ? `${(count / 1024).toFixed(0)} KB`
      : `${(count / 1024 ** 2).toFixed(1)} MB`;
