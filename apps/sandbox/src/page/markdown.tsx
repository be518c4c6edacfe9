import { type ComponentChildren, Fragment, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import { timestamp } from './time.ts';
import { useLanguage, useWords } from './words/words.ts';

/** Discord's markdown, the basics, as elements (never as HTML text): headings, lists, quotes, code, emphasis, links. */
export function Markdown({ text }: { text: string }): JSX.Element {
  return <div class="md">{blocks(text)}</div>;
}

function blocks(text: string): JSX.Element[] {
  const out: JSX.Element[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; ) {
    const start = i;
    const kind = kindOf(lines[i]!);
    i++;
    if (kind === 'code')
      while (i < lines.length && !lines[i - 1]!.slice(i - 1 === start ? 3 : 0).includes('```')) i++;
    else if (kind !== 'heading' && kind !== 'sub') while (i < lines.length && kindOf(lines[i]!) === kind) i++;
    out.push(block(kind, lines.slice(start, i), start));
  }
  return out;
}

type Kind = 'heading' | 'sub' | 'list' | 'quote' | 'code' | 'text';

function kindOf(line: string): Kind {
  if (/^#{1,3} \S/.test(line)) return 'heading';
  if (/^-# \S/.test(line)) return 'sub';
  if (/^\s*([-*]|\d+\.) \S/.test(line)) return 'list';
  if (/^> /.test(line)) return 'quote';
  return line.startsWith('```') ? 'code' : 'text';
}

function block(kind: Kind, lines: string[], key: number): JSX.Element {
  switch (kind) {
    case 'heading': {
      const [, marks = '', words = ''] = /^(#+) (.*)$/.exec(lines[0]!)!;
      // The page's own headings are h1 and h2. One level for all of a message's keeps the outline in order.
      return (
        <h3 key={key} class={`size${marks.length}`}>
          {inline(words)}
        </h3>
      );
    }
    case 'sub':
      return (
        <p key={key} class="md-sub">
          {inline(lines[0]!.slice(3))}
        </p>
      );
    case 'list':
      return (
        <ul key={key}>
          {lines.map((line) => (
            <li key={line}>{inline(line.replace(/^\s*([-*]|\d+\.) /, ''))}</li>
          ))}
        </ul>
      );
    case 'quote':
      return <blockquote key={key}>{paragraph(lines.map((line) => line.slice(2)))}</blockquote>;
    case 'code':
      return (
        <pre key={key}>
          <code>
            {lines
              .join('\n')
              .replace(/^```(\w+\n|\n)?/, '')
              .replace(/\n?```\s*$/, '')}
          </code>
        </pre>
      );
    default:
      return lines.join('').trim() === '' ? (
        <div key={key} class="md-gap" />
      ) : (
        <p key={key}>{paragraph(lines)}</p>
      );
  }
}

const paragraph = (lines: string[]): ComponentChildren[] =>
  lines.flatMap((line, n) => (n === 0 ? inline(line) : [<br key={`br${n}`} />, ...inline(line)]));

/** Where characters of ASCII stand that were behind a backslash, so that no rule takes them for marks: a plane for private use. */
const PRIVATE = 0xf0000;

const hidden = (text: string): string =>
  text.replace(/\\([!-/:-@[-`{-~])/g, (_, mark: string) =>
    String.fromCodePoint(PRIVATE + mark.charCodeAt(0)),
  );

/** before: what stands before each, as code keeps its backslashes */
const shown = (text: string, before = ''): string =>
  text.replace(
    /[\u{f0000}-\u{f007f}]/gu,
    (mark) => before + String.fromCodePoint(mark.codePointAt(0)! - PRIVATE),
  );

type Rule = [RegExp, (match: RegExpExecArray, key: string) => ComponentChildren];

const RULES: Rule[] = [
  [/`([^`]+)`/, (m, key) => <code key={key}>{shown(m[1]!, '\\')}</code>],
  [
    /\[([^[\]]+)\]\(<?(https?:\/\/[^\s()>]+)>?\)/,
    (m, key) => (
      <a key={key} href={shown(m[2]!)} target="_blank" rel="noreferrer noopener">
        {inline(m[1]!)}
      </a>
    ),
  ],
  [
    /<(https?:\/\/[^\s<>]+)>|(https?:\/\/[^\s<)]+)/,
    (m, key) => (
      <a key={key} href={shown((m[1] ?? m[2])!)} target="_blank" rel="noreferrer noopener">
        {shown((m[1] ?? m[2])!)}
      </a>
    ),
  ],
  [/<t:(-?\d+)(?::(\w))?>/, (m, key) => <Timestamp key={key} seconds={Number(m[1])} form={m[2] ?? 'f'} />],
  [/<@!?(\d+)>/, (_m, key) => <Someone key={key} />],
  [
    /<\/([\w -]+):\d+>/,
    (m, key) => (
      <span key={key} class="md-pill">
        /{m[1]}
      </span>
    ),
  ],
  [/\|\|(.+?)\|\|/, (m, key) => <Spoiler key={key}>{inline(m[1]!)}</Spoiler>],
  [/\*\*(.+?)\*\*/, (m, key) => <strong key={key}>{inline(m[1]!)}</strong>],
  [/__(.+?)__/, (m, key) => <u key={key}>{inline(m[1]!)}</u>],
  [/~~(.+?)~~/, (m, key) => <s key={key}>{inline(m[1]!)}</s>],
  [/\*([^*\s](?:[^*]*[^*\s])?)\*/, (m, key) => <em key={key}>{inline(m[1]!)}</em>],
  [
    /(^|[^\p{L}\p{N}_])_([^_]+)_(?![\p{L}\p{N}])/u,
    (m, key) => (
      <Fragment key={key}>
        {shown(m[1]!)}
        <em>{inline(m[2]!)}</em>
      </Fragment>
    ),
  ],
];

/** Applies the rule that matches first in the text, then goes on behind it. */
function inline(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  for (let rest = hidden(text), n = 0; rest !== ''; n++) {
    const hits = RULES.map(([form, make]) => ({ match: form.exec(rest), make })).filter(
      (hit) => hit.match !== null,
    );
    const first = hits.reduce<(typeof hits)[number] | null>(
      (best, hit) => (best && best.match!.index <= hit.match!.index ? best : hit),
      null,
    );
    if (!first) {
      out.push(shown(rest));
      break;
    }
    const match = first.match!;
    if (match.index > 0) out.push(shown(rest.slice(0, match.index)));
    out.push(first.make(match, String(n)));
    rest = rest.slice(match.index + match[0].length);
  }
  return out;
}

function Timestamp({ seconds, form }: { seconds: number; form: string }): JSX.Element {
  return <time class="md-pill">{timestamp(seconds, form, useLanguage())}</time>;
}

function Someone(): JSX.Element {
  return <span class="md-pill">{useWords().message.someone}</span>;
}

function Spoiler({ children }: { children: ComponentChildren }): JSX.Element {
  const { picture: words } = useWords();
  const [open, setOpen] = useState(false);
  if (open) return <span class="md-spoiler open">{children}</span>;
  return (
    <button type="button" class="md-spoiler" aria-label={words.showText} onClick={() => setOpen(true)}>
      {children}
    </button>
  );
}
