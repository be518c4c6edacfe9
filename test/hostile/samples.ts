/** Honest pictures to be broken: a small drawing with enough detail that every encoder writes some kilobytes. */
import { sharp } from '@atelier/core/images/sharp.ts';

export const WIDTH = 240;
export const HEIGHT = 160;

function pixels(): Buffer {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const ring = Math.sin(Math.hypot(x - 80, y - 70) / 4) * 90;
      const grain = ((x * 7919 + y * 104729) % 61) - 30;
      data.set([128 + ring + grain, 90 + y / 2 + grain, 200 - x / 2], (y * WIDTH + x) * 3);
    }
  }
  return data;
}

export const picture = () => sharp(pixels(), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });

/** The same with an alpha gradient. */
export const glass = () => {
  const alpha = Buffer.from(Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH) % 256));
  return picture().joinChannel(alpha, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });
};

export const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#468' } });

/** Three frames of WIDTH × HEIGHT, all different. */
export function film() {
  const first = pixels();
  const frames = Buffer.concat([first, first.map((v) => 255 - v), first.map((v) => v >> 1)]);
  return sharp(frames, { raw: { width: WIDTH, height: HEIGHT * 3, channels: 3, pageHeight: HEIGHT } });
}
