import type { Checkpoint, LossRow } from '@atelier/contract/job.ts';
import { numbersToHalves } from '../../models/half.ts';
import type { Network } from '../../networks/network.ts';
import type { Level } from './pyramid.ts';

/** Where a painting goes on that was broken off. */
export interface Resumption {
  /** index of the level */
  level: number;
  /** iterations of this level that count as done */
  done: number;
  track: Track;
  /** the level's canvas, planar */
  canvas: Float32Array;
}

/** What `Tracker` has counted. */
export interface Track {
  iterations: number;
  /** cost of what is done, see `costOf` */
  spent: number;
  rows: LossRow[];
}

/**
 * A painting as far as it has come. The canvas in half precision, whose rounding is a hundredth of a step of 8 bits where
 * it is dark and half a step at most; of the optimiser nothing, as six steps gather its memory anew, which would be
 * fifteen canvases.
 */
export function writeCheckpoint(key: string, { canvas, ...state }: Resumption, fraction: number): Checkpoint {
  return { state: JSON.stringify({ key, ...state }), picture: numbersToHalves(canvas), fraction };
}

/** Of two paintings of one order: whether one can go on from the other's checkpoint. margin: of the canvas */
export function checkpointKey(network: Network, levels: readonly Level[], margin = 0): string {
  const sizes = levels.map(({ width, height, iterations }) => `${width}x${height}x${iterations}`);
  return `${network.digest} ${sizes.join(' ')}${margin === 0 ? '' : ` +${margin}`}`;
}
