import { throwIfCancelled } from '../cancel.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import type { Painting } from '../report/painting.ts';
import type { LossRow } from '../report/progress.ts';
import type { Painted, PaintRequest, Prepared } from './request.ts';

/** Strength 0: nothing is painted, and no rounding on the way. */
export async function onlyPhoto(
  request: PaintRequest,
  { longSide }: Prepared,
  lossesOf: (result: Image) => Promise<LossRow[]>,
): Promise<Omit<Painted, 'network'>> {
  const { photo, signal } = request;
  const { width, height } = fit(photo.width, photo.height, longSide);
  const image = await resize(photo, width, height);
  const measured = await measuredOf(request, () => lossesOf(image));
  stopIfAborted(signal);
  await reportOnce(request, image, measured.losses);
  return { image, iterations: 0, ...measured };
}

/** The losses of a picture that is not painted step by step, now or when somebody asks for them. */
export async function measuredOf(
  { lossesLater = false }: PaintRequest,
  measure: () => Promise<LossRow[]>,
): Promise<Pick<Painting, 'losses' | 'measure'>> {
  return lossesLater ? { losses: [], measure } : { losses: await measure() };
}

const UNKNOWN: LossRow = { iteration: 1, content: Number.NaN, style: Number.NaN, total: Number.NaN };

/** The one report of a picture that is not painted step by step. */
export async function reportOnce(
  { onProgress }: PaintRequest,
  image: Image,
  losses: readonly LossRow[],
): Promise<void> {
  const { width, height } = image;
  const last = losses.at(-1) ?? UNKNOWN;
  await onProgress?.({ ...last, iterations: 1, fraction: 1, width, height, preview: () => image });
}

export function stopIfAborted(signal: AbortSignal | undefined): void {
  throwIfCancelled(signal);
}
