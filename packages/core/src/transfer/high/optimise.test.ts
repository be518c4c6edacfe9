import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseEngine } from '../../engines/choose.ts';
import type { Image } from '../../images/image.ts';
import type { Objective } from '../../objective/objective.ts';
import { imageStyle } from '../../styles/image-style.ts';
import { randomPerceptual } from '../../testing/random-perceptual.ts';
import { optimise, styleLosses } from './optimise.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu', threads: 1 });
after(() => engine.close());

const network = randomPerceptual();
const LAYERS = ['conv1_1', 'conv2_1'];

function waves(frequency: number): Image {
  const [width, height] = [40, 32];
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    return 0.5 + 0.4 * Math.sin((frequency * i) / 3 + (i % 3));
  });
  return { width, height, data };
}

const request = async (objective: Partial<Objective>) => ({
  engine,
  network,
  objective: { content: [], style: [], variation: 0, range: 0, ...objective },
  photo: waves(0.3),
  style: await imageStyle(engine, network, LAYERS, [waves(1.1)]),
  styleScale: 1,
  levels: [{ width: 40, height: 32, side: 40, iterations: 12 }],
  seed: 1,
  traceEvery: 1,
  start: 1,
});

const STYLE = LAYERS.map((layer) => ({ layer, form: 'covariance', weight: 0.5 }) as const);

test('a painting with enough style ends early, but not before its second iteration', async () => {
  const painted = await request({ style: STYLE });
  const { losses, iterations } = await optimise(painted);
  assert.equal(iterations, 12);
  const [first, last] = [losses[0]!.style, losses.at(-1)!.style];
  const beside: number[] = [];
  const until = (goal: number) =>
    optimise({
      ...painted,
      enough: {
        other: painted.photo,
        goal: (style) => {
          beside.push(style);
          return goal;
        },
      },
    });
  const half = await until((first + last) / 2);
  assert.ok(half.iterations > 2 && half.iterations < 12, String(half.iterations));
  assert.ok(half.losses.at(-1)!.style <= (first + last) / 2);
  const [ofPhoto, ofHalf] = await styleLosses(painted, [painted.photo, half.image]);
  assert.ok(Math.abs(ofPhoto! / beside[0]! - 1) < 1e-6, `${ofPhoto}, not ${beside[0]}`);
  assert.ok(ofHalf! < ofPhoto!);
  assert.deepEqual(
    half.losses,
    losses.slice(0, half.iterations),
    'what it is compared with does not change how it is painted',
  );
  assert.ok(Math.abs(beside[0]! / first - 1) < 0.2, 'it begins with the photo, but for a little noise');
  assert.equal((await until(10 * first)).iterations, 2);
});

test('a painting without style is painted to its end', async () => {
  const content = [{ layer: 'conv2_1', form: 'relative', weight: 1 }] as const;
  const { iterations } = await optimise({ ...(await request({ content })), start: 0 });
  assert.equal(iterations, 12);
});
