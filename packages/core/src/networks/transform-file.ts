import { damaged, loadWeights, tensorOf, type Weights } from '../models/locate.ts';
import type {
  PictureLayer,
  PlainConvolution,
  TransformLayer,
  TransformNetwork,
  UnitLayer,
} from './transform.ts';

export const TRANSFORM_FILE = 'transform/transform.safetensors';

/** The network that ships. Errors: model.missing, model.damaged. */
export async function loadTransform(): Promise<TransformNetwork> {
  return transformFrom(await loadWeights(TRANSFORM_FILE));
}

/**
 * Names in the file: d1, d2 down (d1 on the photo with stride 2, in older files on its space-to-depth); r.N.0, r.N.1
 * residual; u1 and, in older files, u2 up; o the picture; c convolution, n normalisation. Newer files have a branch at
 * half the resolution of the residual blocks: coarse.d down, coarse.r.N.0, coarse.r.N.1 residual, coarse.u before the
 * way up, its result added after so many of the other blocks as `coarse.after` in the metadata says; and it may have
 * such a branch of its own, coarse.coarse. Widths and numbers of blocks are read from the tensors. Errors: model.damaged.
 */
export function transformFrom(weights: Weights): TransformNetwork {
  const reader = new Reader(weights);
  const ups = ['u1', 'u2'].filter((name) => reader.has(name));
  // in the order of the pass, as the reader wants it
  const layers: TransformLayer[] = [
    ...entrance(reader),
    reader.unit('d2', { stride: 2 }),
    ...middle(reader),
    ...ups.flatMap((name): TransformLayer[] => [{ kind: 'upsample' }, reader.unit(name)]),
    picture(reader, 2 ** (2 - ups.length)),
  ];
  return {
    name: 'transform',
    digest: weights.digest,
    scale: 1 / 0.225,
    shift: -0.45 / 0.225,
    multiple: 4 * 2 ** reader.branches,
    grain: Number(weights.metadata.grain ?? 0),
    layers,
    styles: stylesOf(weights, reader.units),
  };
}

/** Notes the units as they are read, in the order of the pass, which is the style vector's; and how many branches there were. */
class Reader {
  readonly units: string[] = [];
  branches = 0;
  readonly weights: Weights;

  constructor(weights: Weights) {
    this.weights = weights;
  }

  has(unit: string): boolean {
    return this.weights.tensors.has(`${unit}.c.weight`);
  }

  convolution(name: string): PlainConvolution {
    const weight = tensorOf(this.weights, `${name}.weight`, 4);
    return { weight, bias: tensorOf(this.weights, `${name}.bias`, 1) };
  }

  unit(name: string, how: Partial<Pick<UnitLayer, 'stride' | 'relu'>> = {}): UnitLayer {
    this.units.push(name);
    return { kind: 'unit', convolution: this.convolution(`${name}.c`), stride: 1, relu: true, ...how };
  }

  countOf(blocks: string): number {
    let count = 0;
    while (this.has(`${blocks}.${count}.0`)) count++;
    return count;
  }

  blocks(name: string, begin = 0, end = this.countOf(name)): TransformLayer[] {
    return Array.from({ length: end - begin }, (_, i) => {
      const block = `${name}.${begin + i}`;
      return {
        kind: 'residual',
        layers: [this.unit(`${block}.0`), this.unit(`${block}.1`, { relu: false })],
      };
    });
  }
}

function entrance(reader: Reader): TransformLayer[] {
  const onPhoto = reader.convolution('d1.c').weight.shape[1] === 3;
  if (onPhoto) return [reader.unit('d1', { stride: 2 })];
  return [{ kind: 'unshuffle', factor: 2 }, reader.unit('d1')];
}

/** Residual blocks, and among them the branch at half their resolution, if there is one. at: '' or a branch's name with its point. */
function middle(reader: Reader, at = ''): TransformLayer[] {
  const [blocks, coarse] = [`${at}r`, `${at}coarse.`];
  if (!reader.has(`${coarse}d`)) return reader.blocks(blocks);
  const after = blocksBefore(reader, `${coarse}after`, reader.countOf(blocks));
  return [...reader.blocks(blocks, 0, after), branch(reader, coarse), ...reader.blocks(blocks, after)];
}

function blocksBefore({ weights: { file, metadata } }: Reader, key: string, most: number): number {
  const after = Number(metadata[key]);
  if (Number.isInteger(after) && after >= 0 && after <= most) return after;
  throw damaged(file, `${key} is ${metadata[key]}, expected a whole number up to ${most}`);
}

function branch(reader: Reader, at: string): TransformLayer {
  reader.branches++;
  const down = reader.unit(`${at}d`, { stride: 2 });
  const within = middle(reader, at);
  const up = reader.unit(`${at}u`, { relu: false });
  return { kind: 'residual', layers: [down, ...within, up, { kind: 'upsample' }] };
}

function picture(reader: Reader, factor: number): PictureLayer {
  const convolution = reader.convolution('o');
  const [{ shape }, channels] = [convolution.weight, 3 * factor ** 2];
  if (shape[0] !== channels) {
    throw damaged(reader.weights.file, `o.weight has shape [${shape}], expected ${channels} outputs`);
  }
  return { kind: 'picture', convolution, factor, skip: 0.3, clamp: 0.02 };
}

/** Row p of every `NAME.n.g` and `NAME.n.b` ([presets, N]), joined into the vector of preset p. */
function stylesOf(weights: Weights, units: readonly string[]): Map<string, Float32Array> {
  const presets = (weights.metadata.presets ?? '').split(', ').filter(Boolean);
  const tables = units.flatMap((name) => [
    tensorOf(weights, `${name}.n.g`, 2),
    tensorOf(weights, `${name}.n.b`, 2),
  ]);
  const vectorOf = (p: number) => {
    const vector = new Float32Array(tables.reduce((sum, { shape }) => sum + shape[1]!, 0));
    let at = 0;
    for (const { shape, data } of tables) {
      vector.set(data.subarray(p * shape[1]!, (p + 1) * shape[1]!), at);
      at += shape[1]!;
    }
    return vector;
  };
  return new Map(presets.map((preset, p) => [preset, vectorOf(p)]));
}
