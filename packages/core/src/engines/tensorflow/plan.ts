import { AtelierError } from '../../errors.ts';
import type { Size } from '../../images/image.ts';
import { type Network, truncated } from '../../networks/network.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import type { MemoryPlan } from '../engine.ts';
import { areaOf, OUTSIDE, PROCESS, resultBytes } from '../memory.ts';
import type { Backend } from './load.ts';

/** Copies of each layer's result that loss and gradient hold at the peak; fitted to 256², 512² and 1024². */
const COPIES = 3.6;
/** What WebAssembly can address; a part of it is lost between the tensors. */
const WEBASSEMBLY = 0.9 * 2 ** 32;
/** TensorFlow's own library as it is loaded. */
const LIBRARY = 250e6;

/**
 * What loss and gradient take at one size. Throws `engine.out-of-memory` where they go beyond what WebAssembly has:
 * nothing is cut into tiles here.
 */
export function planFor(backend: Backend, network: Network, objective: Objective, size: Size): MemoryPlan {
  const needed = truncated(network, layersOf([...objective.content, ...objective.style]));
  const computed = COPIES * resultBytes(needed, size, needed.layers);
  if (backend === 'wasm' && computed > WEBASSEMBLY) throw new AtelierError('engine.out-of-memory');
  const library = backend === 'node' || backend === 'node-gpu' ? LIBRARY : 0;
  return { bytes: PROCESS + library + OUTSIDE * areaOf(size) + computed };
}
