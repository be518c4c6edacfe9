import type { EChartsCoreOption } from 'echarts/core';
import { sharp } from '../images/sharp.ts';
import { CAP_HEIGHT, textPath, textWidth } from './text.ts';

let library: ReturnType<typeof readLibrary> | undefined;

/** Six hundred modules, which are read for the first plot: most commands draw none. */
async function readLibrary(): Promise<typeof import('echarts/core')> {
  const [core, { BarChart, LineChart }, { GridComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([BarChart, LineChart, GridComponent, SVGRenderer]);
  // echarts lays labels out by their width: give it the width that our letters really have
  core.setPlatformAPI({
    measureText(text: string, font = '') {
      const size = Number(font.split('px')[0]!.split(' ').at(-1)) || 12;
      return { width: textWidth(text, { size, bold: font.includes('bold') }) };
    },
  });
  return core;
}

/** Colours on a dark ground, close to Discord's own; in the light theme the plot is a dark card. */
export const INK = {
  ground: '#1b1c22',
  grid: '#30323c',
  text: '#dcdee6',
  faint: '#9a9eac',
  total: '#f3efe3',
  style: '#f2a154',
  content: '#56c2bd',
} as const;

/** Drawn at twice its logical size: sharp on dense screens, and when somebody opens it in full. */
const SCALE = 2;

/**
 * An echarts option as SVG without any `<text>` left: letters are outlines (see text.ts). `letters` `text`: they stay
 * letters, for a page that has fonts.
 */
export async function chartSvg(
  option: EChartsCoreOption,
  width: number,
  height: number,
  letters: 'outlines' | 'text' = 'outlines',
): Promise<string> {
  library ??= readLibrary();
  const chart = (await library).init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    const svg = chart.renderToSVGString();
    return letters === 'text' ? svg : outlineText(svg);
  } finally {
    chart.dispose();
  }
}

/** SVG (72 dpi) → PNG, twice as large. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: 72 * SCALE })
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
}

/** The few attributes that echarts' SVG renderer writes on a `<text>`: anchor, base line, size, weight, place, fill. */
function outlineText(svg: string): string {
  return svg.replace(/<text ([^<>]*)>([^<]*)<\/text>/g, (_, attributes: string, content: string) => {
    const get = (pattern: RegExp) => pattern.exec(attributes)?.[1];
    const [left, top] = (get(/translate\(([^()]*)\)/) ?? '0 0').split(/[ ,]+/).map(Number) as [
      number,
      number,
    ];
    const size = Number(get(/font-size:([\d.]+)px/) ?? 12);
    const middle = get(/dominant-baseline="(\w+)"/) === 'central' ? (size * CAP_HEIGHT) / 2 : 0;
    return textPath(unescapeXml(content), {
      x: left + Number(get(/(?:^| )x="([^"]*)"/) ?? 0),
      y: top + Number(get(/(?:^| )y="([^"]*)"/) ?? 0) + middle,
      anchor: (get(/text-anchor="(\w+)"/) ?? 'start') as 'start' | 'middle' | 'end',
      fill: get(/fill="([^"]*)"/) ?? INK.text,
      bold: /font-weight:bold/.test(attributes),
      size,
    });
  });
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => named[name]!);
}
