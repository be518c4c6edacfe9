import type { Face } from '../faces/boxes.ts';
import { findFaces } from '../faces/find-faces.ts';
import type { Painting } from '../report/painting.ts';
import { faceDetector } from './networks.ts';
import { checkedName, FACES } from './options.ts';
import type { PaintRequest } from './request.ts';

/** The faces that shall stay recognisable, in pixels of the photo. Errors: `option.invalid`, model.missing, model.damaged. */
export async function keptFaces({ engine, photo, faces = 'keep' }: PaintRequest): Promise<Face[]> {
  if (checkedName('faces', faces, FACES) === 'paint') return [];
  return findFaces(engine, photo, await faceDetector());
}

/** What is said of them in a painting's record: nothing where there are none. */
export function countOf(faces: readonly Face[]): Pick<Painting, 'keptFaces'> {
  return faces.length === 0 ? {} : { keptFaces: faces.length };
}
