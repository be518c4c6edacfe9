/**
 * `node bench/loss-curve.ts PHOTO PAINTING [--network vgg19] [--side 192] [--iterations 1000]`: the loss table of
 * the method as published (Gatys et al. 2016): their forms, start = photo, one size. Writes docs/loss-curve.md.
 * The full VGG-19 must have been fetched or imported (`atelier models`).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { OnnxEngine } from '@atelier/core/engines/onnx/onnx-engine.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { loadNetwork } from '@atelier/core/networks/registry.ts';
import { GATYS_LAYERS, gatysObjective } from '@atelier/core/objective/objectives.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import { imageStyle } from '@atelier/core/styles/image-style.ts';
import { optimise } from '@atelier/core/transfer/high/optimise.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    network: { type: 'string', default: 'vgg19' },
    side: { type: 'string', default: '192' },
    iterations: { type: 'string', default: '1000' },
    ratio: { type: 'string', default: '1e-3' },
    picture: { type: 'string' },
    out: { type: 'string', default: 'docs/loss-curve.md' },
  },
});
const [side, iterations, ratio] = [values.side, values.iterations, values.ratio].map(Number) as [
  number,
  number,
  number,
];
const [photoFile, paintingFile] = positionals as [string, string];

const engine = new OnnxEngine({ provider: 'cpu', threads: 2, reason: 'asked for' });
const network = await loadNetwork(values.network);
const photo = await resize(await decode(await readFile(photoFile), { maxSide: 2 * side }), side, side);
const painting = await decode(await readFile(paintingFile), { maxSide: 2 * side });
const { image, losses } = await optimise({
  engine,
  network,
  objective: gatysObjective(ratio),
  photo,
  style: imageStyle(engine, network, GATYS_LAYERS, [painting]),
  styleScale: 1,
  start: 1,
  levels: [{ width: side, height: side, side, iterations }],
  seed: 1,
  traceEvery: Math.max(1, Math.floor(iterations / 10)),
});
await engine.close();
if (values.picture) await writeFile(values.picture, await encode(image, { format: 'png' }));

/** The total of a run that was recorded elsewhere: VGG-19, 1000 iterations on a GPU, every 100. */
const REFERENCE = [5.78e8, 1.85e7, 7.74e6, 4.43e6, 3.07e6, 2.37e6, 1.97e6, 1.72e6, 1.56e6, 1.44e6];
const [first, last] = [losses[0]!, losses[losses.length - 1]!];
const short = (value: number) => value.toExponential(2).replace('e+', 'e');
const share = (value: number, of: number) => (value === of ? '1' : `1/${(of / value).toPrecision(3)}`);
const row = ({ iteration, style, content, total }: LossRow) => {
  const reference = REFERENCE[iteration / 100];
  const there = reference === undefined ? '–' : share(reference, REFERENCE[0]!);
  const cells = [iteration, short(style), short(content), short(total), share(total, first.total), there];
  return `| ${cells.join(' | ')} |`;
};
const text = `# The loss curve of the method as published

Written by \`bench/loss-curve.ts\`: ${values.network}, ${side}×${side} pixels, ${iterations} iterations of L-BFGS at one
size, start = photo (with noise of 2 %), content \`half-sum\` at conv4_2, style \`gatys\` at conv1_1, 2_1, 3_1, 4_1 and
5_1, 0.2 each, α/β = ${ratio}, no total variation (Gatys et al. 2016, eq. 1 and 4–7). Values are weighted, as they
enter the total; their size is that of the features, and of α and β.

| iteration | style | content | total | of the first total | in the reference |
|---|---|---|---|---|---|
${losses.map(row).join('\n')}

The total fell by a factor of ${(first.total / last.total).toFixed(0)}. At the start the style is \
${((100 * first.style) / first.total).toFixed(1)} % of it, the content, ${short(first.content)}, next to nothing; it \
rises to ${short(Math.max(...losses.map(({ content }) => content)))} and ends at ${short(last.content)}. The reference, other pictures with an α and β of its own, fell \
by a factor of 401 up to iteration 900; its content rose to 1.59e6 and fell to 6.69e5, its style ended at 7.68e5.

\`packages/core/src/objective/objectives.test.ts\` holds the shape with the compact network.
`;
await writeFile(values.out, text);
process.stdout.write(text);
