import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import { plain, qualityWord } from '@atelier/discord/reply/words.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { viewWorkers, type WorkerView } from '@atelier/queue/workers.ts';
import type { ChatInputCommandInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { show } from '../reply/answer.ts';
import type { Handler } from '../reply/handler.ts';
import { mayManage } from '../submit/permissions.ts';
import { fill, wordsFor } from '../words.ts';

/** A message holds 4000 characters; a worker takes some 150. */
const MAX_WORKERS = 15;

/** `/workers`, for those who may manage the server. Discord hides it from others, and this asks again. */
export const WORKERS: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    if (!mayManage(interaction)) throw new AtelierError('server.manage');
    const workers = await reaching(viewWorkers(bot.workshop));
    await show(bot, interaction, workersMessage(workers, interaction.locale));
  },
};

function workersMessage(workers: readonly WorkerView[], locale: string): Payload {
  const words = wordsFor(locale).workers;
  const entries = workers.slice(0, MAX_WORKERS).map((worker) => entry(worker, locale));
  const lines = entries.length > 0 ? entries : [words.none];
  return payload(ACCENTS.waiting, [text([words.title, ...lines].join('\n'))]);
}

function entry(worker: WorkerView, locale: string): string {
  const words = wordsFor(locale).workers;
  const { host, engine, device, qualities, speed } = worker;
  const counts = { done: worker.jobsDone, failed: worker.jobsFailed };
  const names = { host: plain(host), engine: plain(engine), device: plain(device) };
  const speeds = qualities.map((quality) => {
    const value = speed[quality];
    const named = { quality: qualityWord(quality, locale) };
    return value === null
      ? fill(words.notTimed, named)
      : fill(words.speed, { ...named, megapixels: perMinute(value, locale) });
  });
  const state = stateOf(worker, locale);
  return [fill(words.line, { ...names, state }), [fill(words.counts, counts), ...speeds].join(' · ')].join(
    '\n',
  );
}

/** Discord writes `<t:…:R>` as "5 minutes ago" in the reader's own language. */
function stateOf({ fresh, state, asked, seenAt }: WorkerView, locale: string): string {
  const words = wordsFor(locale).workers;
  if (!fresh || state === 'gone')
    return fill(words.gone, { when: `<t:${Math.floor(seenAt.getTime() / 1000)}:R>` });
  return state === 'quarantined' && asked === 'quarantine' ? words.setAside : words[state];
}

function perMinute(pixelsPerSecond: number, locale: string): string {
  const megapixels = (pixelsPerSecond * 60) / 1e6;
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(megapixels);
}
