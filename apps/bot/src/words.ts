/** Every sentence of the bot itself, in one place. Sentences of errors live in the catalogue of errors. */

export const WORDS = {
  style: {
    name: 'style',
    description: 'Paint your photo in the manner of a painting',
    photo: { name: 'photo', description: 'The photo to paint: JPEG, PNG, WebP, AVIF or GIF, at most 25 MB' },
    preset: { name: 'preset', description: 'The style: type a name, an artist or a mood' },
    quality: {
      name: 'quality',
      description: 'Fast takes seconds, high takes longer. Without it: fast where the style can',
      fast: 'fast: in seconds',
      high: 'high: optimised for this very photo',
    },
  },
  /** beside a suggestion that has no fast way */
  highOnly: 'high quality only',
  refused: (sentence: string) => `**No picture this time.** ${sentence}`,
  unknownCommand: 'This command is not here any more. Reload Discord (Ctrl-R) to see the ones that are.',
} as const;
