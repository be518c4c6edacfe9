import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { botTextsFor } from '@atelier/discord/texts/bot/texts.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import type { StoredMessage } from '@atelier/sandbox/messages/message.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import {
  componentsOf,
  customIdOf,
  jobsIn,
  openStage,
  photo,
  query,
  refusalOf,
  type Stage,
  textOf,
} from './support.ts';

const COMMAND = 'Style this image';
const other = new Uint8Array(await readFile(new URL('../../docs/photos/fig.jpg', import.meta.url))).slice();
const preset = PRESETS[0]!.name;

async function openForm({ sandbox }: Stage, message: StoredMessage, user = 'grace'): Promise<Interaction> {
  const interaction = sandbox.invoke({ command: COMMAND, type: 3, targetId: message.id, user });
  await sandbox.waitFor(() => textOf(interaction.original) !== '', { what: 'the form' });
  assert.equal(interaction.original!.onlyFor, interaction.user.id, 'the form is private');
  return interaction;
}

/** Chooses in the form and waits until the form shows it. */
async function choose(
  { sandbox }: Stage,
  form: Interaction,
  action: string,
  ...values: string[]
): Promise<void> {
  const before = form.original!.data.edited_timestamp;
  sandbox.press({
    messageId: form.original!.id,
    customId: customIdOf(form.original, action),
    values,
    user: form.user.username,
  });
  await sandbox.waitFor(() => form.original!.data.edited_timestamp !== before, { what: 'the choice' });
}

function paint({ sandbox }: Stage, form: Interaction): Interaction {
  const customId = customIdOf(form.original, 'form-paint');
  return sandbox.press({ messageId: form.original!.id, customId, user: form.user.username });
}

/** Names of the pictures that an answer shows, and whether each is covered. */
function shownIn({ original }: Interaction): [string | undefined, boolean][] {
  return componentsOf(original).flatMap(({ items = [] }) =>
    (items as { media: { url: string }; spoiler: boolean }[]).map(({ media, spoiler }) => [
      new URL(media.url).pathname.split('/').at(-1),
      spoiler,
    ]),
  ) as [string | undefined, boolean][];
}

/** A message of the bot with one button, as another version of it may have left it; answers its id. */
async function postButton({ api, token, channelId }: Sandbox, customId: string): Promise<string> {
  const button = { type: 2, style: 2, label: 'Old', custom_id: customId };
  const response = await fetch(`${api}/v10/channels/${channelId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: 'Old', components: [{ type: 1, components: [button] }] }),
  });
  return ((await response.json()) as { id: string }).id;
}

describe('/style without a style', () => {
  it('opens the form about the photo, or says what is missing where more was said than that keeps', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const options = { photo: { bytes: photo, fileName: 'SPOILER_fig.jpg' }, quality: 'high' };
    const form = sandbox.invoke({ command: 'style', options, user: 'grace' });
    await sandbox.waitFor(() => textOf(form.original) !== '', { what: 'the form' });
    assert.equal(form.original!.onlyFor, form.user.id);
    await choose(stage, form, 'form-preset', preset);
    paint(stage, form);
    const job = await eventually('the job', async () => (await jobsIn(stage))[0]);
    assert.deepEqual([job.preset, job.quality, job.photo_bytes], [preset, 'high', photo.length]);
    assert.deepEqual(await query(stage, 'select spoiler from atelier.jobs'), [{ spoiler: true }]);
    const more = { ...options, strength: 30 };
    const refused = await refusalOf(
      sandbox,
      sandbox.invoke({ command: 'style', options: more, user: 'grace' }),
    );
    assert.match(refused, /a style in preset, or a picture of your own in style_image/);
  });
});

describe('Apps ▸ Style this image', () => {
  it('paints somebody else’s picture, in public, with the style and quality that were chosen', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const message = sandbox.postMessage({ user: 'ada', files: [{ bytes: photo, fileName: 'my fig.jpg' }] });
    const form = await openForm(stage, message);
    const button = () => componentsOf(form.original).find(({ label }) => label === 'Paint');
    assert.equal(button()?.disabled, true);
    await choose(stage, form, 'form-preset', preset);
    assert.equal(button()?.disabled, false);
    await choose(stage, form, 'form-quality', 'high');
    const painted = paint(stage, form);
    const [job] = await eventually('the job', async () => {
      const jobs = await jobsIn(stage);
      return jobs.length > 0 && jobs;
    });
    assert.equal(job!.preset, preset);
    assert.equal(job!.quality, 'high');
    assert.equal(job!.photo_bytes, photo.length);
    assert.equal(job!.private, false);
    assert.match(job!.file_name, /fig\.jpg$/);
    assert.equal(job!.user_id, form.user.id);
    await sandbox.waitFor(() => painted.original?.onlyFor === null && textOf(painted.original) !== '');
  });

  it('asks which picture when there are several, and lives through a restart', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const first = await stage.startBot();
    await sandbox.ready();
    const longer = Buffer.concat([other, Buffer.alloc(7)]); // the same picture, told apart by its bytes
    const message = sandbox.postMessage({
      files: [
        { bytes: photo, fileName: 'a.jpg' },
        { bytes: longer, fileName: 'b.jpg' },
        { bytes: Buffer.from('text'), fileName: 'notes.txt' },
      ],
    });
    const form = await openForm(stage, message);
    const options = componentsOf(form.original).find(({ custom_id: id }) =>
      String(id).includes('form-picture'),
    );
    assert.equal((options!.options as unknown[]).length, 2);
    await first.close();
    await stage.startBot();
    await choose(stage, form, 'form-picture', '1');
    await choose(stage, form, 'form-preset', preset);
    paint(stage, form);
    const jobs = await eventually('the job', async () => (await jobsIn(stage))[0]);
    assert.equal(jobs.photo_bytes, longer.length);
  });

  it('takes several pictures of a message at once, each with its own job and message', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const files = ['a.jpg', 'b.jpg', 'c.jpg'].map((fileName) => ({ bytes: photo, fileName }));
    const form = await openForm(stage, sandbox.postMessage({ files }));
    await choose(stage, form, 'form-picture', '0', '2');
    assert.deepEqual(
      shownIn(form).map(([name]) => name),
      ['a.jpg', 'c.jpg'],
    );
    await choose(stage, form, 'form-preset', preset);
    const painted = paint(stage, form);
    await eventually('both jobs', async () => (await jobsIn(stage)).length === 2);
    assert.deepEqual((await jobsIn(stage)).map((job) => job.file_name).sort(), ['a.jpg', 'c.jpg']);
    await startPainter(stage);
    const shows = () => painted.messages.filter(({ data }) => data.attachments.length > 0);
    await sandbox.waitFor(() => shows().length === 2, { what: 'two pictures' });
  });

  it('works on a link and on an earlier result', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await startPainter(stage);
    await sandbox.ready();
    const link = { url: 'https://example.com/fig.jpg', bytes: photo };
    const form = await openForm(stage, sandbox.postMessage({ links: [link] }));
    await choose(stage, form, 'form-preset', preset);
    const painted = paint(stage, form);
    await sandbox.waitFor(() => painted.original?.data.attachments.length, { what: 'the result' });
    const again = await openForm(stage, painted.original!, 'ada');
    assert.ok(customIdOf(again.original, 'form-preset'));
    await choose(stage, again, 'form-preset', preset);
    paint(stage, again);
    await eventually('the second job', async () => (await jobsIn(stage)).length === 2);
  });

  it('finds the pictures of Components V2, of forwards, and files of unknown types', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const bytes = photo;
    const media = (name: string) => ({ url: `attachment://${name}` });
    const message = sandbox.postMessage({
      files: [
        { bytes, fileName: 'one.jpg' },
        { bytes, fileName: 'two.png' },
        { bytes, fileName: 'small.webp' },
        { bytes, fileName: 'file.jfif', contentType: 'application/octet-stream' },
        { bytes, fileName: 'film.mp4' },
        { bytes, fileName: 'notes.txt' },
      ],
      components: [
        {
          type: 17,
          components: [
            { type: 12, items: [{ media: media('one.jpg') }, { media: media('film.mp4') }] },
            {
              type: 9,
              components: [{ type: 10, content: 'A section' }],
              accessory: { type: 11, media: media('small.webp') },
            },
          ],
        },
        { type: 12, items: [{ media: media('two.png'), spoiler: true }] },
        { type: 13, file: media('file.jfif') },
        { type: 13, file: media('notes.txt') },
      ],
    });
    for (const target of [message, sandbox.postMessage({ forward: message.id, user: 'noor' })]) {
      const form = await openForm(stage, target);
      assert.deepEqual(shownIn(form), [
        ['one.jpg', false],
        ['film.mp4', false],
        ['small.webp', false],
        ['two.png', true],
        ['file.jfif', false],
      ]);
    }
    const odd = await openForm(
      stage,
      sandbox.postMessage({
        files: [
          { bytes, fileName: 'photo.jfif', contentType: 'application/octet-stream' },
          { bytes, fileName: 'photo.heic', contentType: null },
          { bytes, fileName: 'page.html', contentType: null },
        ],
      }),
    );
    assert.deepEqual(shownIn(odd), [
      ['photo.jfif', false],
      ['photo.heic', false],
    ]);
  });

  it('what was covered comes back covered', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await startPainter(stage);
    await sandbox.ready();
    const file = { bytes: photo, fileName: 'fig.jpg' };
    const gallery = { type: 12, items: [{ media: { url: 'attachment://fig.jpg' } }] };
    for (const covered of [
      sandbox.postMessage({ files: [{ ...file, spoiler: true }] }),
      sandbox.postMessage({
        files: [file],
        components: [{ type: 17, spoiler: true, components: [gallery] }],
      }),
    ]) {
      const form = await openForm(stage, covered);
      assert.deepEqual(
        shownIn(form).map(([, spoiler]) => spoiler),
        [true],
      );
      await choose(stage, form, 'form-preset', preset);
      const painted = paint(stage, form);
      await sandbox.waitFor(() => painted.original?.data.attachments.length, { what: 'the result' });
      assert.ok(shownIn(painted).every(([, spoiler]) => spoiler));
      const compared = sandbox.press({
        messageId: painted.original!.id,
        customId: customIdOf(painted.original, 'compare'),
        user: painted.user.username,
      });
      await sandbox.waitFor(() => compared.original?.data.attachments.length, { what: 'the comparison' });
      assert.ok(shownIn(compared).every(([, spoiler]) => spoiler));
    }
    const named = sandbox.invoke({
      command: 'style',
      options: { photo: { bytes: photo, fileName: 'SPOILER_fig.jpg' }, preset },
    });
    await sandbox.waitFor(() => named.original?.data.attachments.length, { what: 'the result of /style' });
    assert.ok(shownIn(named).length > 0 && shownIn(named).every(([, spoiler]) => spoiler));
  });

  it('says so when there is no picture, and when the form or its button is of another version', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await sandbox.ready();
    const none = await openForm(stage, sandbox.postMessage({ content: 'hello' }));
    assert.ok(textOf(none.original).includes(sentenceOf('message.no-picture')));
    for (const [customId, sentence] of [
      ['at:form-paint:', sentenceOf('form.stale')],
      ['at:form-preset-of-old:', botTextsFor('en').unknownButton],
      ['not ours at all', botTextsFor('en').unknownButton],
    ] as const) {
      const old = await postButton(sandbox, customId);
      const pressed = sandbox.press({ messageId: old, customId, user: 'grace' });
      await sandbox.waitFor(() => pressed.messages.some((one) => textOf(one).includes(sentence)), {
        what: sentence,
      });
      assert.ok(pressed.messages.every(({ onlyFor }) => onlyFor === pressed.user.id));
    }
  });
});
