import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Quality } from '@atelier/contract/order.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { write } from './files.ts';
import type { Fleet } from './start-fleet.ts';

/** What is painted at the first start: a photo of ours that shows texture, faces and a flat wall. */
const SAMPLE = { photo: 'dogs-at-the-window.jpg', preset: 'starry-night', quality: 'high' } as const;

/** ms between two looks at the job row */
const LOOK_EVERY = 250;
/** ms until the sample counts as failed: six times what the slowest machine tried here needed */
const PATIENCE = 180_000;

export interface Sample {
  /** absolute path of the picture that arrived in the chat */
  file: string;
  picture: Uint8Array;
  preset: string;
  quality: Quality;
  width: number;
  height: number;
  seconds: number;
  losses: LossRow[];
}

/**
 * Sends one `/style` through the sandbox, as a person would, waits until the answer stands in the chat, and
 * writes the picture that the person sees into `folder`. Throws an Error that says what went wrong.
 */
export async function paintSample(fleet: Fleet, folder: string, signal?: AbortSignal): Promise<Sample> {
  const { sandbox, workshop } = fleet;
  if (sandbox === null) throw new Error('A sample is painted in the sandbox only, not on a real server');
  await sandbox.ready('style', PATIENCE);
  const { photo: fileName, preset, quality } = SAMPLE;
  const photo = await readFile(fileURLToPath(new URL(`../../../docs/photos/${fileName}`, import.meta.url)));
  const interaction = sandbox.sendStyle({ photo, fileName, preset, quality });

  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    signal?.throwIfAborted();
    const outcome = await findOutcome(workshop, interaction.id);
    if (outcome?.state === 'failed') throw new Error(outcome.sentence);
    if (outcome?.state === 'done' && outcome.delivered) {
      const attachment = interaction.original?.data.attachments[0];
      const picture = attachment && sandbox.fileBytes(attachment.url);
      if (!picture) throw new Error('The job is done, but no picture arrived in the chat');
      const ending = attachment.filename.slice(attachment.filename.lastIndexOf('.'));
      const file = resolve(join(folder, `${fileName.replace(/\.\w+$/, '')}-${preset}${ending}`));
      await mkdir(folder, { recursive: true });
      await write(file, picture);
      const { width, height, seconds, losses } = outcome;
      return { file, picture, preset, quality, width, height, seconds, losses };
    }
    const refusal = interaction.messages.find((message) => message.onlyFor !== null)?.data.content;
    if (refusal) throw new Error(refusal);
    await new Promise((done) => setTimeout(done, LOOK_EVERY));
  }
  throw new Error(`No picture arrived within ${PATIENCE / 1000} s`);
}

/** First and last row, for the terminal. */
export function lossSummary(losses: readonly LossRow[]): string {
  const [first, last] = [losses[0]!, losses[losses.length - 1]!];
  return (['content', 'style', 'total'] as const)
    .map((part) => `${part} ${first[part].toPrecision(3)} → ${last[part].toPrecision(3)}`)
    .join(', ');
}
