import { VERSION } from '../version.ts';
import { type Figure, type Plot, type Strip, VERDICTS, type Verdict } from './figure.ts';
import { colourOf, plotSvg } from './plot.ts';
import type { Done, Encoded, Outcome } from './run.ts';

/** What the page says of the run. */
export interface PageFacts {
  /** name of the network, and the first digits of its SHA-256 */
  readonly network: string;
  readonly pooling: string;
  /** longer side, pixels */
  readonly side: number;
  /** engine and device */
  readonly engine: string;
  /** credit lines of photos and paintings */
  readonly credits: readonly string[];
  /** figures that were asked for */
  readonly count: number;
}

export interface Page {
  readonly html: string;
  /** name → WebP, to lie beside the page */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

/** One page of HTML, with its pictures beside it and nothing from elsewhere: no script, no font, no server. */
export async function pageOf(outcomes: readonly Outcome[], facts: PageFacts): Promise<Page> {
  const pictures = new Map<string, Uint8Array>();
  const sections = await Promise.all(outcomes.map((outcome) => sectionOf(outcome, pictures)));
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Atelier: the lab</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>The lab</h1>
<p>The experiments of the literature on neural style transfer, repeated on one machine by <code>atelier lab</code>. Each
figure has the claim, sentences with numbers that test it (✓ it was so here, ✗ it was not), and whether it held here. All were computed for this page, but for curves of
training, which say so.</p>
<p class="facts">Network ${text(facts.network)}, ${text(facts.pooling)} pooling · ${facts.side} pixels · ${text(facts.engine)} ·
Atelier ${text(VERSION)} · ${outcomes.length} of ${facts.count} figures · ${minutes(outcomes)} by the clock, whatever else the machine did</p>
${summaryOf(outcomes)}
${sections.join('\n')}
<footer><h2>Pictures</h2>
${facts.credits.map((line) => `<p>${text(line)}</p>`).join('\n')}
</footer>
</main>
</body>
</html>
`;
  return { html, pictures };
}

function summaryOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { name, title } = outcome.figure;
    const seconds = 'done' in outcome ? `${outcome.done.seconds.toFixed(0)} s` : '';
    return `<tr><td><a href="#${name}">${text(title)}</a></td><td>${badgeOf(outcome)}</td><td>${seconds}</td></tr>`;
  });
  return `<table class="summary"><thead><tr><th>figure</th><th>its claim</th><th>took</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

function badgeOf(outcome: Outcome): string {
  if ('error' in outcome) return '<span class="badge error">could not be computed</span>';
  return verdictBadge(outcome.done.verdict);
}

const verdictBadge = (verdict: Verdict) => `<span class="badge ${verdict}">${VERDICTS[verdict]}</span>`;

async function sectionOf(outcome: Outcome, pictures: Map<string, Uint8Array>): Promise<string> {
  const { figure } = outcome;
  const body =
    'error' in outcome
      ? `<p class="error">${text(outcome.error)}</p>`
      : await doneOf(figure, outcome.done, pictures);
  return `<section id="${figure.name}">
<h2>${text(figure.title)} ${badgeOf(outcome)}</h2>
<blockquote><p>${text(figure.claim)}</p><cite>${text(figure.source)}</cite></blockquote>
${body}
</section>`;
}

async function doneOf(
  { name }: Figure,
  { finding, seconds }: Done,
  pictures: Map<string, Uint8Array>,
): Promise<string> {
  const { checks, table, strips, plots = [], notes } = finding;
  const drawn = await Promise.all(plots.map((plot, i) => plotOf(plot, `${name}-plot-${i + 1}`)));
  const said = checks.map(({ says, holds }) => `<li class="${holds ? 'yes' : 'no'}">${text(says)}</li>`);
  return `<ul class="checks">
${said.join('\n')}
</ul>
${strips.map((strip, i) => stripOf(strip, `${name}-${i + 1}`, pictures)).join('\n')}
${drawn.join('\n')}
${tableOf(table.head, table.rows)}
<p class="notes">${[...notes, `Took ${seconds.toFixed(0)} s.`].map(text).join(' ')}</p>`;
}

function stripOf({ label, shown }: Strip<Encoded>, name: string, pictures: Map<string, Uint8Array>): string {
  const figures = shown.map(({ picture, caption }, i) => {
    const file = `${name}-${i + 1}.webp`;
    pictures.set(file, Buffer.from(picture.webp, 'base64'));
    const { width, height } = picture;
    return `<figure><a href="${file}"><img src="${file}" width="${width}" height="${height}" alt="${text(`${label}: ${caption}`)}" loading="lazy"></a><figcaption>${text(caption)}</figcaption></figure>`;
  });
  return `<h3>${text(label)}</h3>\n<div class="strip">${figures.join('\n')}</div>`;
}

async function plotOf(plot: Plot, id: string): Promise<string> {
  const legend = plot.curves.map(
    ({ name }, i) => `<span><i style="background:${colourOf(i)}"></i>${text(name)}</span>`,
  );
  return `<h3>${text(plot.title)}</h3>\n<div class="plot">${await plotSvg(plot, id)}</div>\n<p class="legend">${legend.join(' ')}</p>`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('');
  return `<div class="wide"><table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>
${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')}
</tbody></table></div>`;
}

function minutes(outcomes: readonly Outcome[]): string {
  const seconds = outcomes.reduce((sum, outcome) => sum + ('done' in outcome ? outcome.done.seconds : 0), 0);
  return seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} minutes`;
}

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --ink: #24252b; --faint: #6b6e79; --paper: #fff; --line: #dcdde3; --card: #f5f5f8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e7ec; --faint: #a3a6b3; --paper: #17181c; --line: #34363f; --card: #202127; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1210px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { margin: 0 0 8px; }
h2 { margin: 0 0 8px; font-size: 1.35rem; }
h3 { margin: 20px 0 6px; font-size: 1rem; font-weight: 600; }
section { border-top: 1px solid var(--line); margin-top: 40px; padding-top: 28px; }
a { color: inherit; }
.facts, .notes, cite, figcaption, .legend, footer { color: var(--faint); font-size: .875rem; }
blockquote { margin: 0; padding: 8px 14px; border-left: 3px solid var(--line); background: var(--card); }
blockquote p { margin: 0; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 10px; font-size: .8125rem; font-weight: 600; white-space: nowrap; color: #fff; vertical-align: 3px; }
.summary .badge { vertical-align: 0; }
.holds { background: #2c7a51; }
.partly { background: #96690f; }
.fails { background: #b03a3a; }
span.error { background: #63666f; }
p.error { color: #c0392b; }
.checks { list-style: none; padding: 0; margin: 12px 0; }
.checks li { padding-left: 26px; position: relative; margin: 4px 0; }
.checks li::before { position: absolute; left: 2px; font-weight: 700; }
.yes::before { content: "✓"; color: #2c9a62; }
.no::before { content: "✗"; color: #d04a4a; }
.strip { display: flex; flex-wrap: wrap; gap: 10px; align-items: flex-start; }
figure { margin: 0; width: min-content; }
figure img { display: block; height: auto; max-width: 92vw; }
figcaption { overflow-wrap: anywhere; }
.plot { max-width: 640px; border-radius: 6px; overflow: hidden; }
.plot svg { display: block; width: 100%; height: auto; }
.legend { margin: 6px 0 0; }
.legend span { margin-right: 14px; white-space: nowrap; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 5px; margin-right: 5px; }
.wide { overflow-x: auto; margin-top: 16px; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
`;
