import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LANGUAGES } from '@atelier/discord/texts/locale.ts';
import { errorSentence } from '@atelier/discord/texts/texts.ts';
import { filmStart } from '../support/clips.ts';
import { openStage, refusalOf } from './support.ts';

it('says in every language that a film needs ffmpeg, where there is none', async (test) => {
  const stage = await openStage(test);
  await stage.startBot();
  await stage.sandbox.ready();
  // taken over by the process that opens films, which is not there yet
  process.env.PATH = '/nowhere';
  for (const [i, locale] of LANGUAGES.entries()) {
    const film = { photo: filmStart(), fileName: 'a.mp4', preset: 'starry-night' };
    const asked = stage.sandbox.sendStyle({ ...film, locale, user: `person-${i}` });
    const said = await refusalOf(stage.sandbox, asked);
    assert.ok(said.endsWith(errorSentence(locale, 'clip.no-ffmpeg')), `${locale}: ${said}`);
  }
});
