import { chartSvg, INK } from '../report/chart.ts';
import { logTicks } from '../report/log-ticks.ts';
import type { Plot } from './figure.ts';
import { digits } from './measures.ts';

const [WIDTH, HEIGHT] = [640, 300];
/** In the order of the curves. */
const COLOURS = [INK.style, INK.content, '#e4688a', '#8fb6ff', '#b7d36b', '#c59bff'];
/** Decades below the largest value that are shown, as in the loss plot of a painting. */
const DECADES = 6;

export const colourOf = (curve: number): string => COLOURS[curve % COLOURS.length]!;

/** Curves as inline SVG. id: of its own on the page, since SVGs in one page share their names. */
export async function plotSvg(plot: Plot, id: string): Promise<string> {
  const svg = await chartSvg(optionOf(plot), WIDTH, HEIGHT, 'text');
  const named = svg.replaceAll(/\bzr\d+-/g, `${id}-`).replace(/^<\?xml[^>]*>/, '');
  return named.replace('<svg ', `<svg role="img" aria-label="${plot.title.replaceAll('"', '&quot;')}" `);
}

function optionOf({ x, isLogarithmic = false, curves }: Plot) {
  const values = curves.flatMap(({ points }) => points.map(([, y]) => y)).filter(Number.isFinite);
  const high = Math.max(...values);
  const low = Math.min(...values.filter((value) => !isLogarithmic || value > high * 10 ** -DECADES));
  const ticks = isLogarithmic && high > 0 ? logTicks(low, high, 5) : undefined;
  const floor = ticks?.[0] ?? Number.NEGATIVE_INFINITY;
  const label = { color: INK.faint, fontSize: 13 };
  const at = (value: number) => (ticks ? Math.log10(value) : value);
  return {
    backgroundColor: INK.ground,
    grid: { left: 70, right: 24, top: 18, bottom: 50 },
    xAxis: {
      type: 'value',
      min: 'dataMin',
      max: 'dataMax',
      name: x,
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: label,
      axisLine: { onZero: false, lineStyle: { color: INK.grid } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: label,
    },
    yAxis: {
      type: 'value',
      ...(ticks ? { min: at(ticks[0]!), max: at(ticks.at(-1)!) } : { min: 0 }),
      axisLine: { show: false },
      axisTick: { show: false, ...(ticks && { customValues: ticks.map(at) }) },
      splitLine: { lineStyle: { color: INK.grid, width: 1 } },
      axisLabel: {
        ...label,
        ...(ticks && { customValues: ticks.map(at), formatter: (power: number) => digits(10 ** power) }),
      },
    },
    series: curves.map(({ points }, i) => ({
      type: 'line',
      symbol: points.length <= 12 ? 'circle' : 'none',
      symbolSize: 6,
      itemStyle: { color: colourOf(i) },
      lineStyle: { color: colourOf(i), width: 2, cap: 'round', join: 'round' },
      data: points.map(([px, py]) => [px, Number.isFinite(py) && py >= floor ? at(py) : null]),
    })),
  };
}
