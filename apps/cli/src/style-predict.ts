import { MARGIN, type Prediction, predict } from '@atelier/core/transfer/predict.ts';

/** `atelier style --dry-run`: what the painting would take, on stdout. */
export async function printPrediction(
  request: Parameters<typeof predict>[0],
  { json = false }: { json?: boolean },
): Promise<void> {
  const prediction = await predict(request);
  process.stdout.write(`${json ? JSON.stringify(prediction) : sentenceOf(prediction)}\n`);
}

export function sentenceOf({ width, height, iterations, tiles, bytes, seconds }: Prediction): string {
  const parts = [
    `${width}×${height}`,
    `${iterations} iteration${iterations === 1 ? '' : 's'}`,
    `about ${Number(seconds.toPrecision(2))} s (± ${100 * MARGIN} %)`,
    bytes === null ? 'memory not known for this engine' : `${(bytes / 1e9).toFixed(1)} GB of memory`,
    tiles === 1 ? 'in one piece' : `in ${tiles} tiles`,
  ];
  return parts.join(', ');
}
