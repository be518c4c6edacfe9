import { MARGIN, type Prediction, predict } from '@atelier/core/transfer/predict.ts';
import { counted } from './summary.ts';

/** `atelier style --dry-run`: what the painting would take, on stdout. memory: bytes that are allowed. */
export async function printPrediction(
  request: Parameters<typeof predict>[0],
  { json = false, memory }: { json?: boolean; memory?: number },
): Promise<void> {
  const prediction = await predict(request);
  process.stdout.write(`${json ? JSON.stringify(prediction) : sentenceOf(prediction, memory)}\n`);
}

export function sentenceOf(prediction: Prediction, memory = Number.POSITIVE_INFINITY): string {
  const { width, height, iterations, tiles, bytes, seconds } = prediction;
  const parts = [
    `${width}×${height}`,
    counted(iterations),
    `about ${Number(seconds.toPrecision(2))} s (± ${100 * MARGIN} %)`,
    bytes === null ? 'memory not known for this engine' : `${gigabytes(bytes)} of memory`,
    tiles === 1 ? 'in one piece' : `in ${tiles} tiles`,
  ];
  if (bytes !== null && bytes > memory) {
    const enough = Math.ceil((1.25 * bytes) / 1e9) * 1000;
    parts.push(
      `more than the ${gigabytes(memory)} allowed: the smallest tiles do not fit either; --memory ${enough} paints in larger ones`,
    );
  }
  return parts.join(', ');
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
