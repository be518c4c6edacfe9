import { ORDER } from '@atelier/contract/order.ts';

/**
 * How large strokes are in the picture, whatever its size in pixels. `medium` is what each quality is tuned for;
 * the others are a half finer, and a half broader.
 */
export const STROKES = ORDER.strokes.of;
export type Strokes = (typeof STROKES)[number];

/** Size of strokes beside the usual one, in the picture. */
export const STROKE_SCALE: Record<Strokes, number> = { fine: 2 / 3, medium: 1, broad: 3 / 2 };
