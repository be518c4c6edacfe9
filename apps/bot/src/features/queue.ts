import { isClipLine, LINES, type Line, qualityOf } from '@atelier/contract/clip.ts';
import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import { duration, plain, qualityWord, titleOf } from '@atelier/discord/reply/words.ts';
import { textsFor } from '@atelier/discord/texts/texts.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { type QueueView, viewQueue } from '@atelier/queue/queue-view.ts';
import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  type MessageComponentInteraction,
} from 'discord.js';
import { cancelFromList } from '../buttons/cancel.ts';
import { show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Handler } from '../reply/handler.ts';
import { fill, wordsFor } from '../words.ts';

type Mine = QueueView['mine'][number];

export const QUEUE_ACTIONS = { look: 'queue', cancel: 'queue-cancel' } as const;

/** More than most servers let a person have open at once, and within Discord's 40 components. */
const MAX_MINE = 10;

/** `/queue`, for the one who asks. */
export const QUEUE: Handler<ChatInputCommandInteraction> = { defer: 'private', run: tell };
export const LOOK_AGAIN: Handler<MessageComponentInteraction> = { defer: 'update', run: tell };

/** Cancel beside one of the person's own: the list stays a list. */
export const CANCEL_IN_QUEUE: Handler<MessageComponentInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    await cancelFromList(interaction, bot);
    await tell(interaction, bot);
  },
};

async function tell(
  interaction: ChatInputCommandInteraction | MessageComponentInteraction,
  bot: Bot,
): Promise<void> {
  const view = await reaching(viewQueue(bot.workshop, interaction.user.id));
  await show(bot, interaction, queueMessage(view, interaction.locale));
}

function queueMessage({ lines, mine }: QueueView, locale: string): Payload {
  const words = wordsFor(locale).queue;
  const shown = LINES.filter((line) => !isClipLine(line) || lines[line].waiting + lines[line].painting > 0);
  const qualities = shown.map((line) => {
    const { waiting, painting, workers, secondsPerJob, paused } = lines[line];
    const facts = [fill(words.line, { quality: lineWord(line, locale), waiting, painting })];
    if (paused !== null) facts.push(`**${fill(words.paused, { reason: plain(paused) })}**`);
    else if (workers === 0) facts.push(`**${words.noWorker}**`);
    else if (secondsPerJob !== null)
      facts.push(fill(words.eachTakes, { duration: duration(secondsPerJob, locale) }));
    return facts.join(' · ');
  });
  const own = mine
    .slice(0, MAX_MINE)
    .map((one) => ownEntry(one, lines[one.line].paused !== null && one.state === 'waiting', locale));
  const again = button(buildCustomId(QUEUE_ACTIONS.look), words.refresh);
  return payload(ACCENTS.waiting, [
    text([words.title, ...qualities].join('\n')),
    text(own.length > 0 ? words.mine : words.none),
    ...own,
    { type: ComponentType.ActionRow, components: [again] },
  ]);
}

function lineWord(line: Line, locale: string): string {
  const quality = qualityWord(qualityOf(line), locale);
  return isClipLine(line) ? fill(wordsFor(locale).queue.clips, { quality }) : quality;
}

/** One of the person's own, with its Cancel. */
function ownEntry(one: Mine, paused: boolean, locale: string): APIComponentInContainer {
  const words = wordsFor(locale).queue;
  const percent = Math.floor(one.fraction * 100);
  const place =
    one.state === 'painting' ? fill(words.painting, { percent }) : fill(words.place, { place: one.place });
  // why it does not get on stands above, in the line of its queue
  const facts = [lineWord(one.line, locale), place, ...(paused ? [] : [ready(one, locale)])];
  const cancel = buildCustomId(QUEUE_ACTIONS.cancel, one.jobId);
  return {
    type: ComponentType.Section,
    components: [text(`${titleOf(one.preset, locale)}\n${facts.join(' · ')}`)],
    accessory: button(cancel, textsFor(locale).buttons.cancel),
  };
}

function ready({ noWorker, etaSeconds }: Mine, locale: string): string {
  const words = wordsFor(locale).queue;
  if (noWorker) return `**${words.noWorker}**`;
  return etaSeconds === null ? words.unknown : fill(words.ready, { duration: duration(etaSeconds, locale) });
}

function button(customId: string, label: string): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id: customId };
}
