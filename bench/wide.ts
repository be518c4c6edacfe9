import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTensorFile, type Tensor } from '@atelier/core/models/tensor-file.ts';
import type { ConvolutionLayer, Network } from '@atelier/core/networks/network.ts';
import { random } from '@atelier/core/random.ts';

/** Channels of VGG-19 by block (Simonyan and Zisserman 2014, table 1). */
const CHANNELS = [64, 128, 256, 512, 512];

/**
 * The compact network with VGG-19's widths: the time does not depend on the weights, so they are random, of the
 * size that keeps features in range. file: the same weights for PyTorch.
 */
export async function wideNetwork(compact: Network): Promise<{ network: Network; file: string }> {
  const tensors = new Map<string, Tensor>();
  let input = 3;
  const layers = compact.layers.map((layer) => {
    if (layer.kind !== 'convolution') return layer;
    const out = CHANNELS[Number(layer.name['conv'.length]) - 1]!;
    const wide = { ...layer, ...randomConvolution(input, out, tensors.size) };
    tensors.set(`${layer.name}.weight`, wide.weight);
    tensors.set(`${layer.name}.bias`, wide.bias);
    input = out;
    return wide;
  });
  const file = join(await mkdtemp(join(tmpdir(), 'atelier-bench-')), 'wide.safetensors');
  await writeFile(file, formatTensorFile(tensors, {}, 'F32'));
  return { network: { ...compact, name: 'wide', layers }, file };
}

function randomConvolution(
  input: number,
  out: number,
  seed: number,
): Pick<ConvolutionLayer, 'weight' | 'bias'> {
  const next = random(seed);
  const limit = Math.sqrt(6 / (9 * input));
  const data = Float32Array.from({ length: out * input * 9 }, () => limit * (2 * next() - 1));
  return { weight: { shape: [out, input, 3, 3], data }, bias: { shape: [out], data: new Float32Array(out) } };
}
