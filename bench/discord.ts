import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fleet } from '@atelier/cli/start-fleet.ts';
import { toBytes } from '@atelier/core/images/encode.ts';
import { sharp } from '@atelier/core/images/sharp.ts';
import { panClip } from '@atelier/core/moving/synthetic-clips.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { withFleet } from './at-hand.ts';
import { samplePhoto, samplePhotoBytes } from './photo.ts';

const COMMANDS = 200;
const FAST_RESULTS = 15;
/** pictures that wait at once, and how often that is tried */
const [WAITING, TRIES] = [10, 3];
const CANCELLED = 5;

/**
 * The product as people meet it, bot and worker as processes of their own: how soon a fast picture stands in
 * the chat, how true the time is that `/queue` tells, and how soon a burst of commands is acknowledged while a worker
 * paints.
 */
export async function benchDiscord(): Promise<string[]> {
  return withFleet({}, async ({ fleet, dataDirectory }) => {
    const results = await fastResults(fleet);
    const told: string[] = [];
    for (let i = 0; i < TRIES; i++) told.push(await lastOfMany(fleet));
    const acknowledged = await burst(fleet);
    const cancelled = await cancelledClips(fleet, join(dataDirectory, 'clips'));
    return [
      '| | median | p99 |',
      '|---|---|---|',
      `| fast picture, from command to picture in the chat (${FAST_RESULTS} one after another) | ${quantile(results, 0.5)} ms | ${quantile(results, 0.99)} ms |`,
      `| acknowledgement of ${COMMANDS} commands at once while a worker paints | ${quantile(acknowledged, 0.5)} ms | ${quantile(acknowledged, 0.99)} ms |`,
      `| from Cancel under a clip that is being painted until its process is gone (${CANCELLED}) | ${quantile(cancelled, 0.5)} ms | ${quantile(cancelled, 0.99)} ms |`,
      '',
      `The last of ${WAITING} fast pictures asked for at once, from then to the chat: ${told.join('; ')}.`,
    ];
  });
}

async function fastResults(fleet: Fleet): Promise<number[]> {
  const photo = await samplePhotoBytes();
  const times: number[] = [];
  for (let i = 0; i <= FAST_RESULTS; i++) {
    const begin = performance.now();
    const interaction = fleet.sandbox!.sendStyle({
      photo,
      preset: 'starry-night',
      quality: 'fast',
      user: `person-${i}`,
    });
    await delivered(fleet, interaction);
    if (i > 0) times.push(performance.now() - begin); // the first one loads the network
  }
  return times;
}

/** What `/queue` tells the one who waits longest, and what came. */
async function lastOfMany(fleet: Fleet): Promise<string> {
  const photo = await samplePhotoBytes();
  const sent = Array.from({ length: WAITING }, (_, i) =>
    fleet.sandbox!.sendStyle({ photo, preset: 'starry-night', quality: 'fast', user: `queue-${i}` }),
  );
  const placeOf = async ({ user }: Interaction) => (await viewQueue(fleet.workshop, user.id)).mine[0];
  for (;;) {
    const looked = await Promise.all(
      sent.map(async (one) => (await placeOf(one)) ?? isDelivered(fleet, one)),
    );
    if (looked.some((one) => one === false)) continue; // not all of them are in the line yet
    const places = looked.filter((one) => typeof one === 'object');
    const told = Math.max(...places.map(({ etaSeconds }) => etaSeconds!));
    const begin = performance.now();
    await Promise.all(sent.map((one) => delivered(fleet, one)));
    return `${told.toFixed(1)} s told, ${((performance.now() - begin) / 1000).toFixed(1)} s taken`;
  }
}

async function burst(fleet: Fleet): Promise<number[]> {
  const sandbox = fleet.sandbox!;
  const photo = await samplePhotoBytes();
  const painting = sandbox.sendStyle({ photo, preset: 'starry-night', quality: 'high', user: 'painter' });
  await sandbox.waitFor(() => painting.original?.data.attachments.length, {
    timeoutMs: 60_000,
    what: 'a preview',
  });
  const sent = Array.from({ length: COMMANDS }, (_, i) =>
    sandbox.sendStyle({ photo, preset: 'great-wave', quality: 'fast', user: `crowd-${i}` }),
  );
  await sandbox.waitFor(() => sent.every(({ state }) => state !== 'waiting'), {
    timeoutMs: 60_000,
    what: 'all acknowledgements',
  });
  // looked up afterwards: what is asked at every happening slows down the very thing that is measured
  const arrived = new Map(sandbox.requests.map(({ path, at }) => [path, at]));
  return sent.map(({ id, token, createdAt }) => {
    const at = arrived.get(`/interactions/${id}/${token}/callback`);
    if (at === undefined) throw new Error(`A command was not acknowledged within 3 s`);
    return at - createdAt;
  });
}

/** ms each, of clips of 384 pixels. clipFolder: where the worker keeps their files */
async function cancelledClips({ sandbox, workshop }: Fleet, clipFolder: string): Promise<number[]> {
  const photo = await panGif({ width: 384, height: 256, frames: 30 });
  const times: number[] = [];
  for (let i = 0; i < CANCELLED; i++) {
    const user = `clip-${i}`;
    const order = { photo, fileName: 'pan.gif', preset: 'starry-night', quality: 'fast', user } as const;
    const asked = sandbox!.sendStyle(order);
    const isPainted = async () => {
      const sql = `select from atelier.jobs where interaction_id = $1 and progress is not null`;
      return (await workshop.pool.query(sql, [asked.id])).rowCount === 1;
    };
    while (!(await isPainted())) await new Promise((done) => setTimeout(done, 50));
    const message = asked.original!;
    const customId = cancelOf(message.data.components);
    const begin = performance.now();
    sandbox!.press({ messageId: message.id, customId, user });
    // its folder goes after its process
    while ((await readdir(clipFolder)).length > 0) await new Promise((done) => setTimeout(done, 10));
    times.push(performance.now() - begin);
  }
  return times;
}

function cancelOf(components: readonly object[]): string {
  const [, id] = /"custom_id":"(at:cancel:[^"]+)"/.exec(JSON.stringify(components)) ?? [];
  if (id === undefined) throw new Error('The message has no button to cancel');
  return id;
}

async function panGif(size: { width: number; height: number; frames: number }): Promise<Uint8Array> {
  const { width, height, frames } = size;
  const pixels = panClip(await samplePhoto(), { width, height }, frames).frames.map(toBytes);
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  return sharp(Buffer.concat(pixels), { raw })
    .gif({ delay: Array(frames).fill(100), effort: 1 })
    .toBuffer();
}

async function delivered(fleet: Fleet, interaction: Interaction): Promise<void> {
  while (!(await isDelivered(fleet, interaction))) await new Promise((done) => setTimeout(done, 10));
}

async function isDelivered(fleet: Fleet, interaction: Interaction): Promise<boolean> {
  const outcome = await findOutcome(fleet.workshop, interaction.id);
  if (outcome?.state === 'failed') throw new Error(outcome.sentence);
  return outcome?.state === 'done' && Boolean(interaction.original?.data.attachments.length);
}

function quantile(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(0);
}
