import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { customIdOf, textOf } from '../bot/support.ts';
import { withFleet } from '../support/fleet.ts';

const PHOTO = new URL('../../docs/photos/sunset.jpg', import.meta.url);

test('Cancel under a picture that is being painted stops the worker, which begins the next', async (t) => {
  const { sandbox } = await withFleet(t);
  const photo = await readFile(PHOTO);
  const order = { photo, preset: 'great-wave', quality: 'high', options: { size: 640 } };
  const first = sandbox.sendStyle({ ...order, user: 'ada' });
  const painting = await sandbox.waitFor(
    () => (first.original?.data.attachments.length ? first.original : undefined),
    { what: 'the first preview', timeoutMs: 60_000 },
  );
  const second = sandbox.sendStyle({ ...order, user: 'mika' });
  sandbox.press({
    messageId: painting.id,
    customId: customIdOf(painting, 'cancel'),
    user: 'ada',
  });
  const told = () =>
    first.messages.some((one) => one.onlyFor === first.user.id && /cancel/i.test(textOf(one)));
  await sandbox.waitFor(told, { what: 'the word' });
  // one picture in high quality at a time: this one is begun because the other was let go
  await sandbox.waitFor(() => second.original?.data.attachments.length, {
    what: 'the preview of the next',
    timeoutMs: 60_000,
  });
  assert.ok(
    sandbox.messages.every(({ id }) => id !== painting.id),
    'no edit of the worker came after it',
  );
});
