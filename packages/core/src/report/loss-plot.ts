import { chartSvg, INK, svgToPng } from './chart.ts';
import { logTicks } from './log-ticks.ts';
import type { LossRow } from './progress.ts';
import { clipText, textPath, textWidth } from './text.ts';

/** Logical size in pixels: Discord shows a picture about 550 wide, so that 16 px stay readable. */
const WIDTH = 640;
const HEIGHT = 360;
const MARGIN = 24;
const TITLE = { size: 20, bold: true };
const LABEL = { size: 15 };

/** Decades below the largest value that are shown; a content loss that starts near zero would squash the rest. */
const DECADES = 6;

const CURVES = ['total', 'style', 'content'] as const;
type Curve = (typeof CURVES)[number];

/** What a plot says beside its numbers. */
export interface PlotWords {
  title: string;
  /** default English, as everything below */
  parts?: Readonly<Record<Curve, string>>;
  iteration?: string;
  photo?: string;
  picture?: string;
  /** BCP 47: how numbers are written */
  language?: string;
}

type Words = Required<PlotWords>;
const ENGLISH: Omit<Words, 'title'> = {
  parts: { content: 'content', style: 'style', total: 'total' },
  iteration: 'iteration',
  photo: 'photo',
  picture: 'picture',
  language: 'en',
};

/**
 * The losses as a PNG, 1280 × 720 pixels: curves over the iterations on a logarithmic axis; a trace of one or
 * two rows (fast quality: the photo, then the picture) as bars. Zeros, and values that are not finite, leave a
 * gap. Throws RangeError without any row.
 */
export async function lossPlot(losses: readonly LossRow[], given: PlotWords): Promise<Uint8Array> {
  if (losses.length === 0) throw new RangeError('Expected at least one row of losses but received none');
  const words = { ...ENGLISH, ...given };
  const isCurve = losses.length > 2;
  const chart = await chartSvg(isCurve ? curves(losses, words) : bars(losses, words), WIDTH, HEIGHT);
  const above = header(words.title) + (isCurve ? legend(losses, words) : ''); // the bars carry their names and numbers
  return svgToPng(chart.replace(/<\/svg>\s*$/, `${above}</svg>`));
}

function header(title: string): string {
  return textPath(clipText(title, WIDTH - 2 * MARGIN, TITLE), { x: MARGIN, y: 38, fill: INK.text, ...TITLE });
}

/** ● total 12.4 → 0.410, one entry a curve, side by side */
function legend(losses: readonly LossRow[], { parts, language }: Words): string {
  let x = MARGIN;
  let svg = '';
  for (const curve of CURVES) {
    const change = `${formatLoss(losses[0]![curve], language)} → ${formatLoss(losses.at(-1)![curve], language)}`;
    svg += `<circle cx="${x + 5}" cy="62.5" r="5" fill="${INK[curve]}"/>`;
    svg += textPath(parts[curve], { x: x + 17, y: 68, fill: INK.text, bold: true, ...LABEL });
    const after = x + 17 + textWidth(parts[curve], { ...LABEL, bold: true }) + 7;
    svg += textPath(change, { x: after, y: 68, fill: INK.faint, ...LABEL });
    x = after + textWidth(change, LABEL) + 22;
  }
  return svg;
}

const AXIS_LABEL = { color: INK.faint, fontSize: 14 };
const NO_LINE = { axisLine: { show: false }, axisTick: { show: false } };
const GRID_LINE = { lineStyle: { color: INK.grid, width: 1 } };

function curves(losses: readonly LossRow[], { iteration, language }: Words) {
  const ticks = valueTicks(losses);
  const first = losses[0]!.iteration;
  const last = losses.at(-1)!.iteration;
  return {
    backgroundColor: INK.ground,
    grid: { left: 76, right: MARGIN + 8, top: 92, bottom: 54 },
    xAxis: {
      type: 'value',
      min: first,
      max: last,
      name: iteration,
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: AXIS_LABEL,
      axisLine: { onZero: false, lineStyle: { color: INK.grid } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...AXIS_LABEL, customValues: linearTicks(first, last) },
    },
    // the logarithm is taken here and not by echarts, whose log axis knows powers of ten only
    yAxis: {
      type: 'value',
      min: Math.log10(ticks[0]!),
      max: Math.log10(ticks.at(-1)!),
      ...NO_LINE,
      axisTick: { show: false, customValues: ticks.map(Math.log10) },
      splitLine: GRID_LINE,
      axisLabel: {
        ...AXIS_LABEL,
        customValues: ticks.map(Math.log10),
        formatter: (power: number) => plainNumber(10 ** power, language),
      },
    },
    series: CURVES.map((curve, i) => ({
      type: 'line',
      symbol: 'none',
      // the total is drawn last and on top: it is often nearly equal to the style term
      z: 5 - i,
      lineStyle: { color: INK[curve], width: curve === 'total' ? 3.5 : 2.5, cap: 'round', join: 'round' },
      data: losses.map((row) => [row.iteration, logOrGap(row[curve], ticks[0]!)]),
    })),
  };
}

function logOrGap(value: number, floor: number): number | null {
  return Number.isFinite(value) && value >= floor ? Math.log10(value) : null;
}

function valueTicks(losses: readonly LossRow[]): number[] {
  const values = losses.flatMap((row) => CURVES.map((curve) => row[curve]));
  const shown = values.filter((value) => Number.isFinite(value) && value > 0);
  if (shown.length === 0) return [0.1, 1];
  const high = Math.max(...shown);
  return logTicks(Math.max(Math.min(...shown), high * 10 ** -DECADES), high, 6);
}

/** Round steps of 1, 2 or 5 times a power of ten; at most eight, the last not nearer to the end than a label needs. */
function linearTicks(first: number, last: number): number[] {
  const rough = Math.max(1, (last - first) / 6);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((s) => s * power >= rough)!;
  const ticks: number[] = [];
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) ticks.push(tick);
  return ticks;
}

function plainNumber(value: number, language: string): string {
  if (value >= 1e5 || value < 1e-4) return value.toExponential(0);
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 2, useGrouping: false }).format(value);
}

function bars(losses: readonly LossRow[], words: Words) {
  const moments: Moment[] = losses.length === 1 ? ['picture'] : ['photo', 'picture'];
  return {
    backgroundColor: INK.ground,
    grid: { left: 92, right: 150, top: 56, bottom: 16 },
    xAxis: {
      type: 'value',
      min: 0,
      max: 'dataMax',
      axisLabel: { show: false },
      splitLine: { show: false },
      ...NO_LINE,
    },
    yAxis: {
      type: 'category',
      data: CURVES.map((curve) => words.parts[curve]),
      inverse: true,
      ...NO_LINE,
      axisLabel: { color: INK.text, fontSize: 15, margin: 14 },
    },
    series: moments.map((moment, i) => ({
      type: 'bar',
      barWidth: 28,
      barGap: '22%',
      data: CURVES.map((curve) => bar(curve, losses[i]![curve], moment, words)),
    })),
  };
}

type Moment = 'photo' | 'picture';

function bar(curve: Curve, value: number, moment: Moment, words: Words) {
  return {
    value: Number.isFinite(value) ? value : 0,
    itemStyle: { color: INK[curve], opacity: moment === 'photo' ? 0.35 : 1, borderRadius: [0, 4, 4, 0] },
    label: {
      show: true,
      position: 'right',
      distance: 10,
      color: moment === 'photo' ? INK.faint : INK.text,
      fontSize: 15,
      formatter: `${words[moment]} ${formatLoss(value, words.language)}`,
    },
  };
}

/**
 * A loss as a person reads it: three significant digits, never more than nine characters. Zero is `0`; a value
 * that is not a number stays visible as `NaN`, since that is what somebody looking at a loss must see. `language`:
 * BCP 47, decides between point and comma.
 */
export function formatLoss(value: number, language = 'en'): string {
  const point = new Intl.NumberFormat(language).format(1.5)[1]!;
  return plainLoss(value).replace('.', point);
}

function plainLoss(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return size >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}
