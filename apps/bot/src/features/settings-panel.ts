import { CLIP_SETTINGS } from '@atelier/contract/clip.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import { qualityWord } from '@atelier/discord/reply/words.ts';
import type { Quota } from '@atelier/queue/quota.ts';
import type { Settings } from '@atelier/queue/settings.ts';
import {
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';
import { fill, wordsFor } from '../words.ts';

/** Actions of the panel's custom ids; of the switches, the subject is the value that a press sets. */
export const SET = {
  channels: 'set-channels',
  roles: 'set-roles',
  limit: 'set-limit',
  quality: 'set-quality',
  nsfw: 'set-nsfw',
  clips: 'set-clips',
  clipSide: 'set-clip-side',
  clipRate: 'set-clip-rate',
  reports: 'set-reports',
  quota: 'set-quota',
  spoiler: 'set-spoiler',
  public: 'set-public',
  watermark: 'set-watermark',
} as const;

export const QUOTA_KEYS = [
  'picturesHour',
  'picturesDay',
  'secondsHour',
  'secondsDay',
] as const satisfies (keyof Quota)[];

/** Value of a select that stands for "nothing of our own". */
export const USUAL = 'usual';

/** Discord's limit for what a select holds. */
const MAX_CHOSEN = 25;

/** Where a command can be sent from in a server. */
const CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildForum,
];

/** Every setting of the server with what it is now; each change is a select or a switch of its own. */
export function settingsPanel(settings: Settings, locale: string): Payload {
  const { settings: words, quota } = wordsFor(locale);
  const parts = [
    text(`${words.title}\n${words.note}`),
    ...titled(words.channels, channelSelect(settings, words.everyChannel)),
    ...titled(words.roles, roleSelect(settings, words.everyRole)),
    ...titled(words.limit, optionSelect(SET.limit, limits(settings, locale))),
    ...titled(words.quality, optionSelect(SET.quality, qualities(settings, locale))),
    ...titled(words.nsfw, optionSelect(SET.nsfw, checks(settings, locale))),
    ...titled(words.clips, optionSelect(SET.clips, clipLengths(settings, locale))),
    row(optionSelect(SET.clipSide, clipSides(settings, locale))),
    row(optionSelect(SET.clipRate, clipRates(settings, locale))),
    ...titled(words.reports, reportSelect(settings, words.reportsUsual)),
    row(
      toggle(SET.spoiler, words.spoiler, settings.spoiler, locale),
      toggle(SET.public, words.publicResults, settings.publicResults, locale),
      toggle(SET.watermark, words.watermark, settings.watermark, locale),
    ),
    text(`**${quota.change}**\n${quotaLines(settings, locale)}`),
    row({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: quota.change,
      custom_id: buildCustomId(SET.quota),
    }),
  ];
  return payload(ACCENTS.waiting, parts);
}

function quotaLines({ quotas }: Settings, locale: string): string {
  const { quota: words } = wordsFor(locale);
  const lines = quotas.map((tier) => {
    const who = tier.role === null ? words.everybody : `<@&${tier.role}>`;
    const parts = QUOTA_KEYS.filter((key) => tier[key] !== null).map((key) => `${words[key]}: ${tier[key]}`);
    return fill(words.line, { who, what: parts.join(', ') });
  });
  return lines.length > 0 ? lines.join('\n') : words.none;
}

function titled(title: string, select: APIComponentInMessageActionRow): APIComponentInContainer[] {
  return [text(`**${title}**`), row(select)];
}

function row(...components: APIComponentInMessageActionRow[]): APIComponentInContainer {
  return { type: ComponentType.ActionRow, components };
}

function channelSelect({ channels }: Settings, placeholder: string): APIComponentInMessageActionRow {
  return {
    type: ComponentType.ChannelSelect,
    custom_id: buildCustomId(SET.channels),
    channel_types: CHANNEL_TYPES,
    ...several(channels, placeholder, SelectMenuDefaultValueType.Channel),
  };
}

function roleSelect({ roles }: Settings, placeholder: string): APIComponentInMessageActionRow {
  return {
    type: ComponentType.RoleSelect,
    custom_id: buildCustomId(SET.roles),
    ...several(roles, placeholder, SelectMenuDefaultValueType.Role),
  };
}

function reportSelect({ reportChannel }: Settings, placeholder: string): APIComponentInMessageActionRow {
  const chosen = reportChannel === null ? [] : [reportChannel];
  return {
    type: ComponentType.ChannelSelect,
    custom_id: buildCustomId(SET.reports),
    channel_types: [ChannelType.GuildText],
    ...several(chosen, placeholder, SelectMenuDefaultValueType.Channel),
    max_values: 1,
  };
}

function several<T extends SelectMenuDefaultValueType>(ids: readonly string[], placeholder: string, type: T) {
  const chosen = ids.slice(0, MAX_CHOSEN).map((id) => ({ id, type }));
  return {
    placeholder,
    min_values: 0,
    max_values: MAX_CHOSEN,
    ...(chosen.length > 0 ? { default_values: chosen } : {}),
  };
}

type Options = [value: string, label: string, chosen: boolean][];

function optionSelect(action: string, options: Options): APIComponentInMessageActionRow {
  return {
    type: ComponentType.StringSelect,
    custom_id: buildCustomId(action),
    options: options.map(([value, label, chosen]) => ({ value, label, default: chosen })),
  };
}

function limits({ openJobsPerUser: now }: Settings, locale: string): Options {
  const words = wordsFor(locale).settings;
  const { min, max } = LIMITS.openJobsPerUserRange;
  const numbers = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  return [
    [USUAL, fill(words.limitUsual, { limit: LIMITS.openJobsPerUser }), now === null],
    ...numbers.map((limit): Options[number] => [
      String(limit),
      fill(words.limitOption, { limit }),
      now === limit,
    ]),
  ];
}

function qualities({ defaultQuality: now }: Settings, locale: string): Options {
  return [
    [USUAL, wordsFor(locale).form.automatic, now === null],
    ['fast', qualityWord('fast', locale), now === 'fast'],
    ['high', qualityWord('high', locale), now === 'high'],
  ];
}

function checks({ nsfw: now }: Settings, locale: string): Options {
  const words = wordsFor(locale).settings;
  return [
    ['off', words.nsfwOff, now === 'off'],
    ['spoiler', words.nsfwSpoiler, now === 'spoiler'],
    ['refuse', words.nsfwRefuse, now === 'refuse'],
  ];
}

function clipLengths({ clips, clipSeconds }: Settings, locale: string): Options {
  const words = wordsFor(locale).settings;
  const { of, usual } = CLIP_SETTINGS.seconds;
  const now = clips ? (clipSeconds ?? usual) : null;
  return [['off', words.clipsOff, now === null], ...counted(of, words.clipSeconds, now)];
}

function clipSides({ clipSide }: Settings, locale: string): Options {
  const { of, usual } = CLIP_SETTINGS.side;
  return counted(of, wordsFor(locale).settings.clipSide, clipSide ?? usual);
}

function clipRates({ clipRate }: Settings, locale: string): Options {
  const { of, usual } = CLIP_SETTINGS.rate;
  return counted(of, wordsFor(locale).settings.clipRate, clipRate ?? usual);
}

function counted(of: readonly number[], label: string, now: number | null): Options {
  return of.map((count) => [String(count), fill(label, { count }), count === now]);
}

function toggle(action: string, what: string, now: boolean, locale: string): APIComponentInMessageActionRow {
  const words = wordsFor(locale).settings;
  return {
    type: ComponentType.Button,
    style: now ? ButtonStyle.Success : ButtonStyle.Secondary,
    label: fill(now ? words.on : words.off, { what }),
    custom_id: buildCustomId(action, now ? 'off' : 'on'),
  };
}
