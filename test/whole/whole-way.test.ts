import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { fit, resize } from '@atelier/core/images/resize.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { checkRequest } from '../openapi/check-request.ts';
import { eventually } from '../support/eventually.ts';
import { outcomeOf, withFleet } from '../support/fleet.ts';
import { similarity } from '../support/similar.ts';

const PHOTO = new URL('../../docs/photos/stream.jpg', import.meta.url);

test('a photo goes the whole way and comes back painted, fast and in high quality', async (t) => {
  const fleet = await withFleet(t);
  const { sandbox } = fleet;
  const large = await decode(await readFile(PHOTO));
  const { width, height } = fit(large.width, large.height, 192);
  const photo = await encode(await resize(large, width, height), { format: 'png' });

  for (const quality of ['fast', 'high'] as const) {
    await t.test(quality, async () => {
      const interaction = sandbox.sendStyle({
        photo,
        fileName: 'stream.png',
        preset: 'starry-night',
        quality,
      });
      const outcome = await outcomeOf(fleet, interaction);
      assert.equal(outcome.state, 'done', JSON.stringify(outcome));

      assert.equal(interaction.messages.length, 1, 'one answer, not two');
      const { attachments, components } = interaction.original!.data;
      const picture = attachments[0]!;
      assert.ok(picture.description, 'the picture has alt text');
      const shown = await decode(sandbox.fileBytes(picture.url)!);
      assert.deepEqual([shown.width, shown.height], [width, height]);
      assert.equal(attachments.length, 1, 'the picture alone');

      const text = JSON.stringify(components);
      for (const part of ['The Starry Night', 'Vincent van Gogh', `${width}×${height}`]) {
        assert.ok(text.toLowerCase().includes(part.toLowerCase()), `the reply names ${part}: ${text}`);
      }
      // of a fast picture they are measured when it is on its way
      const losses = await eventually('its losses', async () => {
        const now = await findOutcome(fleet.workshop, interaction.id);
        return now?.state === 'done' && now.losses.length > 0 && now.losses;
      });
      const [first, last] = [losses[0]!, losses.at(-1)!];
      assert.ok(last.style < first.style / 2, `style loss falls: ${first.style} → ${last.style}`);

      const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
      t.after(() => engine.close());
      const direct = await paint({ photo: await decode(photo), preset: 'starry-night', quality, engine });
      // Not equal to the letter: the seed differs, and the reply may be re-encoded.
      assert.ok(similarity(shown, direct.image) > 0.92, 'the reply shows what the engine paints');
      assert.ok(similarity(shown, await decode(photo)) < 0.86, 'and that is not the photo itself');
    });
  }

  await t.test('every request is one that Discord describes, and none was refused', () => {
    assert.ok(sandbox.requests.length >= 6, 'commands, callbacks, edits');
    for (const request of sandbox.requests) {
      assert.deepEqual(checkRequest(request), []);
      assert.ok(request.status < 400, `${request.method} ${request.path}: ${JSON.stringify(request.error)}`);
    }
  });
});
