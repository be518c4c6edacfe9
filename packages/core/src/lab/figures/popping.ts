import type { Quality } from '@atelier/contract/order.ts';
import type { Image } from '../../images/image.ts';
import type { Clip } from '../../moving/clip.ts';
import { warpingError } from '../../moving/flicker.ts';
import { warp } from '../../moving/flow.ts';
import { paintClip } from '../../moving/paint-clip.ts';
import { panClip, type SyntheticClip, stillClip } from '../../moving/synthetic-clips.ts';
import { perceptual, transform } from '../../transfer/networks.ts';
import { paint } from '../../transfer/paint.ts';
import type { Figure } from '../figure.ts';
import type { Lab } from '../lab.ts';
import { digits, mean } from '../measures.ts';

const PRESET = 'great-wave';
const WAYS = ['high', 'fast'] as const satisfies Quality[];
const NAMES = { high: 'optimisation', fast: 'feed-forward' };

export const popping: Figure = {
  name: 'popping',
  title: 'Frame by frame: popping',
  claim:
    'Painted frame by frame, the optimisation pops, since every frame finds a minimum of its own; a feed-forward network does not as much; holding on to the frame before ends it.',
  source:
    'Ruder et al. 2016, “Artistic style transfer for videos”; Johnson et al. 2016; measure: Lai et al. 2018, section 4',
  cost: 54,
  code: ['lab/figures/popping.ts', 'moving/*.ts', 'transfer/*.ts', 'transfer/{fast,style}/*.ts'],
  depends: async () => [(await perceptual()).digest, (await transform()).digest],
  async run(lab) {
    const frames = lab.scale === 'full' ? 6 : 3;
    const width = 8 * Math.round(Math.max(64, lab.side * 0.75) / 8);
    const size = { width, height: 8 * Math.round((width * 0.7) / 8) };
    const clips = [
      { kind: 'still camera', clip: stillClip(lab.photos[0]!.image, size, frames) },
      { kind: 'pan', clip: panClip(lab.photos.at(-2)!.image, size, frames) },
    ];
    const found = await lab.each(clips, async ({ kind, clip }) => {
      const ways = await lab.each(WAYS, async (quality) => {
        const alone = await lab.each(
          clip.frames,
          async (photo) => (await paint({ ...asked(lab, quality), photo })).image,
        );
        const steady: Image[] = [];
        for await (const { image } of paintClip({ ...asked(lab, quality), clip: clipOf(clip.frames) }))
          steady.push(image);
        return { quality, alone, one: errorsOf(alone, clip), held: errorsOf(steady, clip) };
      });
      return { kind, clip, filmed: errorsOf(clip.frames, clip), ways };
    });
    const error = (kind: number, way: number, what: 'one' | 'held') => mean(found[kind]!.ways[way]![what]);
    return {
      checks: found.flatMap(({ kind }, k) => [
        {
          says: `${kind}: one by one the optimisation's warping error is ${digits(error(k, 0, 'one'))} levels, the feed-forward network's ${digits(error(k, 1, 'one'))}.`,
          holds: error(k, 0, 'one') > 1.2 * error(k, 1, 'one'),
        },
        {
          says: `${kind}: held to the frame before, ${digits(error(k, 0, 'held'))} and ${digits(error(k, 1, 'held'))}: at most half of each.`,
          holds: [0, 1].every((way) => error(k, way, 'held') <= error(k, way, 'one') / 2),
        },
      ]),
      table: {
        head: ['clip', 'way', 'one by one', 'held to the frame before', 'the clip itself'],
        rows: found.flatMap(({ kind, filmed, ways }, k) =>
          ways.map(({ quality }, way) => [
            kind,
            NAMES[quality],
            digits(error(k, way, 'one')),
            digits(error(k, way, 'held')),
            digits(mean(filmed)),
          ]),
        ),
      },
      strips: found.flatMap(({ kind, clip, ways }) =>
        ways.map(({ quality, alone, one }) => ({
          label: `${kind}, ${NAMES[quality]}, one by one`,
          shown: [
            ...alone.slice(0, 3).map((picture, i) => ({
              picture,
              caption: i === 0 ? 'frame 1' : `frame ${i + 1}: error ${digits(one[i - 1]!)}`,
            })),
            {
              picture: change(alone[1]!, warp(alone[0]!, clip.flows[1]!)),
              caption: 'frame 2 less frame 1, moved along, around grey',
            },
          ],
        })),
      ),
      plots: [
        {
          title: 'Warping error, levels of 255',
          x: 'frame',
          curves: found.flatMap(({ kind, ways }) =>
            ways.map(({ quality, one }) => ({
              name: `${kind}, ${NAMES[quality]}`,
              points: one.map((value, i) => [i + 2, value] as const),
            })),
          ),
        },
      ],
      notes: [
        `${frames} frames of ${size.width}×${size.height} pixels, made from a photo so that the movement is known: a still camera in a room with noise of 5 levels, and a pan of 2.4 pixels a frame with noise of 2. Preset ${PRESET}, with the networks that ship, whatever --network says.`,
        'Warping error: root mean square of a frame against the one before, moved along, over what both show.',
      ],
    };
  },
};

/** At sizes that show nothing anyway, with hardly any iterations. */
function asked({ engine, scale, signal }: Lab, quality: Quality) {
  const tuning = scale === 'tiny' && quality === 'high' ? { schedule: { iterations: 2 } } : undefined;
  return { preset: PRESET, quality, engine, ...(tuning && { tuning }), ...(signal && { signal }) };
}

/** What became lighter and darker. */
function change(image: Image, before: Image): Image {
  return {
    ...image,
    data: image.data.map((value, i) => Math.min(1, Math.max(0, 0.5 + value - before.data[i]!))),
  };
}

function errorsOf(frames: readonly Image[], { flows, visible }: SyntheticClip): number[] {
  return frames.slice(1).map((image, i) => warpingError(image, frames[i]!, flows[i + 1]!, visible[i + 1]!));
}

function clipOf(frames: readonly Image[]): Clip {
  const { width, height } = frames[0]!;
  return {
    kind: 'film',
    width,
    height,
    source: { width, height },
    count: frames.length,
    seconds: frames.length / 10,
    loop: 1,
    rate: 10,
    sound: false,
    soundCodec: null,
    trimmed: null,
    async *frames() {
      for (const image of frames) yield { image, alpha: null, seconds: 0.1 };
    },
  };
}
