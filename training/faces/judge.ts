import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Face } from '@atelier/core/faces/boxes.ts';
import type { Image } from '@atelier/core/images/image.ts';

interface Point {
  x: number;
  y: number;
}

/** A face as the judge sees it: landmarks in pixels of the picture, and 128 numbers. */
export interface Seen {
  landmarks: readonly Point[];
  /** what is cut out, upright, for the descriptor */
  aligned: Box;
  descriptor: Float32Array;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Judge {
  look(image: Image, face: Face): Promise<Seen>;
  /** landmarks: per cent of the distance of the eyes; identity: distance of descriptors. scale: of `image` over the photo */
  compare(
    image: Image,
    face: Face,
    before: Seen,
    scale: number,
  ): Promise<{ landmarks: number; identity: number }>;
}

/** face-api's networks, in a folder where npm has installed them. */
export async function openJudge(folder: string): Promise<Judge> {
  const open = createRequire(resolve(folder, 'judge.cjs'));
  const wasm = open('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(resolve(folder), 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
  const api = open('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const { tf, nets } = api;
  await tf.setBackend('wasm');
  await tf.ready();
  const models = join(resolve(folder), 'node_modules/@vladmandic/face-api/model');
  await nets.faceLandmark68Net.loadFromDisk(models);
  await nets.faceRecognitionNet.loadFromDisk(models);

  const tensorOf = ({ width, height, data }: Image) => {
    return tf.tensor3d(
      Float32Array.from(data, (value) => Math.round(255 * value)),
      [height, width, 3],
    );
  };
  const landmarksIn = async (tensor: unknown, box: Box) => {
    const whole = new api.Rect(box.x, box.y, box.width, box.height);
    const [cut] = await api.extractFaceTensors(tensor, [whole]);
    const found = await nets.faceLandmark68Net.detectLandmarks(cut);
    tf.dispose(cut);
    return found.shiftBy(box.x, box.y);
  };
  const describe = async (tensor: unknown, { x, y, width, height }: Box): Promise<Float32Array> => {
    const [cut] = await api.extractFaceTensors(tensor, [new api.Rect(x, y, width, height)]);
    const descriptor = await nets.faceRecognitionNet.computeFaceDescriptor(cut);
    tf.dispose(cut);
    return descriptor;
  };
  /** As face-api's own detector would have it: from the hair to the chin. */
  const boxOf = (image: Image, { x, y, side }: Face): Box => {
    const [left, top] = [Math.max(0, x - 0.55 * side), Math.max(0, y - 0.7 * side)];
    const [right, bottom] = [Math.min(image.width, x + 0.55 * side), Math.min(image.height, y + 0.6 * side)];
    return { x: left, y: top, width: right - left, height: bottom - top };
  };

  return {
    async look(image, face) {
      const tensor = tensorOf(image);
      const found = await landmarksIn(tensor, boxOf(image, face));
      const { x, y, width, height } = found.align();
      const aligned = { x, y, width, height };
      const descriptor = await describe(tensor, aligned);
      tf.dispose(tensor);
      return { landmarks: found.positions, aligned, descriptor };
    },
    async compare(image, face, before, scale) {
      const tensor = tensorOf(image);
      const found = await landmarksIn(tensor, boxOf(image, face));
      const { x, y, width, height } = before.aligned;
      const descriptor = await describe(tensor, {
        x: scale * x,
        y: scale * y,
        width: scale * width,
        height: scale * height,
      });
      tf.dispose(tensor);
      const eye = (from: number) => {
        const all = before.landmarks.slice(from, from + 6);
        return { x: mean(all.map((p) => p.x)), y: mean(all.map((p) => p.y)) };
      };
      const [left, right] = [eye(36), eye(42)];
      const eyes = scale * Math.hypot(left.x - right.x, left.y - right.y);
      const off = before.landmarks.map((point, i) => {
        const here: Point = found.positions[i];
        return Math.hypot(here.x - scale * point.x, here.y - scale * point.y) / eyes;
      });
      const identity = Math.hypot(...descriptor.map((value, i) => value - before.descriptor[i]!));
      return { landmarks: 100 * mean(off), identity };
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
