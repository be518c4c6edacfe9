import { ApplicationCommandOptionType } from 'discord.js';
import { described } from './describe.ts';

/** Characters that Discord lets a person write; what menus show of them is cut, see PRESET_TEXT. */
const MAX_LENGTH = { title: 80, artist: 60, year: 30, moods: 300 } as const;

/** The options of /learn as they are registered. */
export const LEARN_OPTIONS = [
  {
    type: ApplicationCommandOptionType.Attachment as const,
    ...described((words) => words.learnOptions.painting),
    required: true,
    file_types: ['image' as const],
  },
  ...(['title', 'artist', 'year', 'moods'] as const).map((option) => ({
    type: ApplicationCommandOptionType.String as const,
    ...described((words) => words.learnOptions[option]),
    ...(option === 'title' && { required: true }),
    max_length: MAX_LENGTH[option],
  })),
];
