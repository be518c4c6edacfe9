import type { Image } from './image.ts';

/** Gaussian blur; deviation in pixels, 0: none. Edges are repeated; the kernel ends at three deviations. */
export function blur(image: Image, deviation: number): Image {
  if (deviation === 0) return image;
  const { width, height } = image;
  const kernel = gaussian(deviation);
  const rows = along(image.data, kernel, width, height, { step: 3, line: 3 * width });
  const data = along(rows, kernel, height, width, { step: 3 * width, line: 3 });
  return { width, height, data };
}

function gaussian(deviation: number): Float64Array {
  const reach = Math.ceil(3 * deviation);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / deviation) ** 2),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((value) => value / sum);
}

/** step: values from one position to the next; line: from one line of positions to the next. */
function along(
  source: Float32Array,
  kernel: Float64Array,
  length: number,
  lines: number,
  { step, line }: { step: number; line: number },
): Float32Array {
  const reach = (kernel.length - 1) / 2;
  const target = new Float32Array(source.length);
  for (let l = 0; l < lines; l++) {
    for (let o = 0; o < length; o++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) {
          const at = Math.min(length - 1, Math.max(0, o + k));
          sum += kernel[k + reach]! * source[l * line + at * step + c]!;
        }
        target[l * line + o * step + c] = sum;
      }
    }
  }
  return target;
}
