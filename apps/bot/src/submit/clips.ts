import { CLIP_SETTINGS, type ClipLimits, type ClipPlan } from '@atelier/contract/clip.ts';
import type { Order } from '@atelier/contract/order.ts';
import { fit } from '@atelier/core/images/resize.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import type { Settings } from '@atelier/queue/settings.ts';
import { AtelierError } from '../errors.ts';
import type { Bot } from '../reply/bot.ts';

/** How much of a clip is painted where it is ordered; null: clips are switched off, by the operator or the server. */
export function clipLimitsFor(
  { environment }: Pick<Bot, 'environment'>,
  { clips, clipSeconds, clipSide, clipRate }: Settings,
  { quality, size }: Pick<Order, 'quality' | 'size'>,
): ClipLimits | null {
  if (!environment.clips || !clips) return null;
  const { seconds, side, rate } = CLIP_SETTINGS;
  const most = clipSide ?? side.usual;
  const wanted = size ?? (quality === 'high' ? OPTIONS.size.high.default : most);
  return {
    seconds: clipSeconds ?? seconds.usual,
    side: Math.min(most, wanted),
    rate: clipRate ?? rate.usual,
  };
}

interface Moving {
  clip: ClipPlan | null;
  firstFrame: boolean;
}

/** The same clip once more, as large as it is painted now. Errors: clip.off. */
export function clipAgain({ clip, firstFrame }: Moving, limits: ClipLimits | null): Moving {
  if (clip === null) return { clip, firstFrame };
  if (limits === null) {
    if (clip.kind === 'film') throw new AtelierError('clip.off');
    return { clip: null, firstFrame: true };
  }
  const { width, height } = clip.source;
  const side = Math.min(limits.side, Math.max(width, height));
  return { clip: { ...clip, ...fit(width, height, side), limits: { ...clip.limits, side } }, firstFrame };
}
