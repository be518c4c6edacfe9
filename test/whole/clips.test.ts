import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharp } from '@atelier/core/images/sharp.ts';
import { textOf } from '../bot/support.ts';
import { pan, panWithSound, withFilms } from '../support/clips.ts';
import { outcomeOf, withFleet } from '../support/fleet.ts';

test('clips go the whole way and come back moving', async (t) => {
  const fleet = await withFleet(t);
  const { sandbox } = fleet;

  await t.test('a GIF as an animated WebP, with its plays and times', async () => {
    const photo = await pan('gif');
    const asked = sandbox.sendStyle({ photo, fileName: 'pan.gif', preset: 'starry-night', quality: 'fast' });
    const outcome = await outcomeOf(fleet, asked);
    assert.equal(outcome.state, 'done', JSON.stringify(outcome));
    const [file] = asked.original!.data.attachments;
    assert.deepEqual([file.filename, file.content_type], ['pan-starry-night.webp', 'image/webp']);
    assert.match(file.description ?? '', /^The clip painted in the manner of The Starry Night/);
    const { pages, loop, delay } = await sharp(sandbox.fileBytes(file.url)!, { animated: true }).metadata();
    assert.deepEqual([pages, loop, delay], [12, 0, Array(12).fill(100)]);
    assert.match(textOf(asked.original!), /96×64 · 1\.2 s, 12 frames/);
    t.diagnostic(textOf(asked.original!));
  });

  await t.test('a film as an MP4 with its sound, trimmed with a word about it', withFilms, async () => {
    const photo = await panWithSound({ seconds: 11, rate: 4 });
    const asked = sandbox.sendStyle({ photo, fileName: 'pan.mp4', preset: 'starry-night', quality: 'fast' });
    const outcome = await outcomeOf(fleet, asked);
    assert.equal(outcome.state, 'done', JSON.stringify(outcome));
    const [file] = asked.original!.data.attachments;
    assert.deepEqual([file.filename, file.content_type], ['pan-starry-night.mp4', 'video/mp4']);
    t.diagnostic(textOf(asked.original!));
    assert.match(textOf(asked.original!), /Only the first 10 s of 11 s were painted/);
  });
});
