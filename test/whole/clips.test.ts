import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharp } from '@atelier/core/images/sharp.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import { customIdOf, textOf } from '../bot/support.ts';
import { noBrowser, openBrowser, screenshot } from '../sandbox/support/browser.ts';
import { openPage } from '../sandbox/support/page.ts';
import { pan, panWithSound, withFilms } from '../support/clips.ts';
import { eventually } from '../support/eventually.ts';
import { outcomeOf, withFleet } from '../support/fleet.ts';

/** for one thing, and for all of them: they take a minute, or on a slow machine four */
const PATIENCE_MS = 90_000;
const WHOLE_PATIENCE_MS = 290_000;
/** frames a second of a clip whose painting is met in its middle */
const RATE = 5;
/** a film of 100 kB from this very machine */
const PLAYS_WITHIN_MS = 30_000;

test('clips go the whole way and come back moving', { timeout: WHOLE_PATIENCE_MS }, async (t) => {
  const fleet = await withFleet(t);
  const { sandbox, workshop, processes } = fleet;

  await t.test('a GIF as an animated WebP, with its plays and times', async () => {
    const photo = await pan('gif', { frames: 6 });
    const asked = sandbox.sendStyle({ photo, fileName: 'pan.gif', preset: 'starry-night', quality: 'fast' });
    const outcome = await outcomeOf(fleet, asked, PATIENCE_MS);
    assert.equal(outcome.state, 'done', JSON.stringify(outcome));
    const file = asked.original!.data.attachments[0]!;
    assert.deepEqual([file.filename, file.content_type], ['pan-starry-night.webp', 'image/webp']);
    assert.match(file.description ?? '', /^The clip painted in the manner of The Starry Night/);
    const { pages, loop, delay } = await sharp(sandbox.fileBytes(file.url)!, { animated: true }).metadata();
    assert.deepEqual([pages, loop, delay], [6, 0, Array(6).fill(100)]);
    assert.match(textOf(asked.original!), /96×64 · 0\.6 s, 6 frames/);

    const press = (action: string) => {
      const message = asked.original!;
      return sandbox.press({ messageId: message.id, customId: customIdOf(message, action) });
    };
    const shown = (pressed: ReturnType<typeof press>) =>
      eventually('an answer', () => pressed.messages.find(({ data }) => data.attachments.length > 0));
    const compared = await shown(press('compare'));
    assert.match(textOf(compared), /Before and after, at one moment of the clip/);
    const sides = await sharp(sandbox.fileBytes(compared.data.attachments[0]!.url)!).metadata();
    assert.deepEqual([sides.width, sides.height], [96, 64]);
    // of so short a clip there is one row, and no plot
    const losses = press('losses');
    await eventually('the figures', () =>
      losses.messages.find((message) => message.onlyFor !== null && /Frame {2}/.test(textOf(message))),
    );
    assert.throws(() => customIdOf(asked.original!, 'sheet'), 'four clips on a sheet are not offered');
    const again = press('again');
    const second = await outcomeOf(fleet, again, PATIENCE_MS);
    assert.equal(second.state, 'done', JSON.stringify(second));
    assert.match(textOf(again.original!), /6 frames .* painted the other way round/);
  });

  await t.test('a film as an MP4 with its sound, trimmed with a word about it', withFilms, async () => {
    const photo = await panWithSound({ seconds: 11, rate: 2 });
    const asked = sandbox.sendStyle({ photo, fileName: 'pan.mp4', preset: 'starry-night', quality: 'fast' });
    const outcome = await outcomeOf(fleet, asked, PATIENCE_MS);
    assert.equal(outcome.state, 'done', JSON.stringify(outcome));
    const file = asked.original!.data.attachments[0]!;
    assert.deepEqual([file.filename, file.content_type], ['pan-starry-night.mp4', 'video/mp4']);
    const bytes = Buffer.from(sandbox.fileBytes(file.url)!);
    assert.ok(bytes.includes('mp4a'), 'with its sound');
    assert.match(textOf(asked.original!), /Only the first 10 s of 11 s were painted/);
  });

  await t.test('and the page plays it', { skip: noBrowser || withFilms.skip }, async (sub) => {
    const browser = await openBrowser();
    sub.after(() => browser.close());
    const { page, wrong } = await openPage(browser, sandbox);
    const video = page.locator('video[aria-label*="The Starry Night"]');
    await video.waitFor();
    const played = await video.evaluate(
      (film: HTMLVideoElement, patienceMs) =>
        new Promise<number[] | string>((done) => {
          const told = () =>
            `state ${film.readyState}, at ${film.currentTime} s, ${film.error?.message ?? 'no error'}`;
          setTimeout(() => done(`does not play: ${told()}`), patienceMs);
          film.addEventListener('error', () => done(`is not loaded: ${told()}`));
          // wound to near its end, from where it begins anew
          let wound = false;
          film.addEventListener('loadedmetadata', () => {
            film.currentTime = film.duration - 0.5;
          });
          film.addEventListener('timeupdate', () => {
            if (film.currentTime > film.duration - 1) wound = true;
            else if (wound) done([film.videoWidth, film.videoHeight]);
          });
          film.muted = true;
          film.load();
          film.play().catch((error) => done(`is not played: ${error}`));
        }),
      PLAYS_WITHIN_MS,
    );
    assert.deepEqual(played, [96, 64]);
    await eventually('the painted GIF', () =>
      page
        .getByAltText(/clip painted in the manner of/)
        .first()
        .evaluate((image: HTMLImageElement) => image.naturalWidth === 96),
    );
    await page.screenshot({ path: await screenshot('clips') });
    assert.deepEqual(wrong, [], 'no error on the page');
  });

  /** How far the painting of an order is: its attempt, its last frame, and the frames that are kept. */
  const look = async ({ id }: Interaction) => {
    const { rows } = await workshop.pool.query<{ attempt: number; at: number | null; kept: number }>(
      `select attempt, (progress ->> 'iteration')::int as at,
              (select coalesce(sum(frames), 0)::int from atelier.segments where job_id = j.id) as kept
       from atelier.jobs j where interaction_id = $1`,
      [id],
    );
    return rows[0];
  };
  const finishedSecond = (asked: Interaction) =>
    eventually(
      'a finished second',
      async () => {
        const now = await look(asked);
        return now !== undefined && now.kept > 0 && now;
      },
      PATIENCE_MS,
    );
  const send = (photo: Uint8Array, user: string) =>
    sandbox.sendStyle({ photo, fileName: 'pan.gif', preset: 'starry-night', quality: 'fast', user });

  // of ten seconds, as long as a clip may be: they take seconds to paint; the first one is never finished
  const clip = (rate: number) => pan('gif', { frames: 10 * rate, rate, width: 320, height: 214 });
  const [endless, long] = [await clip(10), await clip(RATE)];
  let next: Interaction | undefined;
  await t.test(
    'Cancel under a clip that is being painted ends it, and the next one is begun',
    async (sub) => {
      const asked = send(endless, 'ada');
      await finishedSecond(asked);
      next = send(long, 'mika');
      await eventually('the next one in its line', () => look(next!));
      const waiting = (await look(next))!;
      assert.equal(waiting.at, null, 'one clip at a time');
      const message = asked.original!;
      const pressed = performance.now();
      const since = () => `${((performance.now() - pressed) / 1000).toFixed(2)} s`;
      sandbox.press({ messageId: message.id, customId: customIdOf(message, 'cancel'), user: 'ada' });
      await eventually('the word', () =>
        asked.messages.some((one) => one.onlyFor === asked.user.id && /cancel/i.test(textOf(one))),
      );
      sub.diagnostic(`told after ${since()}`);
      // its process has to be gone before another clip's is started
      await eventually('the next one begun', async () => (await look(next!))?.attempt === 1, PATIENCE_MS);
      sub.diagnostic(`the next one begun after ${since()}`);
      assert.ok(
        sandbox.messages.every(({ id }) => id !== message.id),
        'no edit of the worker came after it',
      );
      assert.equal((await look(asked))?.kept, 0, 'and its finished seconds are gone');
    },
  );

  await t.test('a clip whose worker is killed goes on at the last finished second', async () => {
    const asked = next ?? send(long, 'mika');
    const { kept } = await finishedSecond(asked);
    process.kill(processes.find(({ name }) => name === 'worker')!.pid!, 'SIGKILL');
    const again = await eventually(
      'the next attempt',
      async () => {
        const now = await look(asked);
        return now !== undefined && now.attempt > 1 && now.at !== null && now;
      },
      PATIENCE_MS,
    );
    assert.ok(again.at! > kept, `it goes on after ${kept} frames, with frame ${again.at}`);
    const outcome = await outcomeOf(fleet, asked, PATIENCE_MS);
    assert.equal(outcome.state, 'done', JSON.stringify(outcome));
    const { pages } = await sharp(sandbox.fileBytes(asked.original!.data.attachments[0]!.url)!, {
      animated: true,
    }).metadata();
    assert.equal(pages, 10 * RATE);
    const { rows } = await workshop.pool.query('select count(*)::int as count from atelier.segments');
    assert.deepEqual(rows, [{ count: 0 }]);
  });
});
