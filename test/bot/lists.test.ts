import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sampleOf } from '@atelier/bot/features/styles-pictures.ts';
import { sentenceOf } from '@atelier/contract/errors.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import type { Interaction } from '@atelier/sandbox/interactions/interaction.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import { componentsOf, customIdOf, jobsIn, openStage, photo, query, type Stage, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };
const MANAGE_GUILD = 1n << 5n;

/** Sends a command and answers its private reply. */
async function ask({ sandbox }: Stage, command: string, given: object = {}): Promise<Interaction> {
  const asked = sandbox.invoke({ command, user: 'grace', ...given });
  await sandbox.waitFor(() => textOf(asked.original) !== '', { what: `the answer to /${command}` });
  assert.equal(asked.original!.onlyFor, asked.user.id);
  return asked;
}

async function pressed(sandbox: Sandbox, asked: Interaction, customId: string): Promise<void> {
  const before = asked.original!.data.edited_timestamp;
  sandbox.press({ messageId: asked.original!.id, customId, user: asked.user.username });
  await sandbox.waitFor(() => asked.original?.data.edited_timestamp !== before, { what: 'the change' });
}

async function finished(stage: Stage, count: number): Promise<void> {
  const done = async () => (await jobsIn(stage)).filter(({ delivery }) => delivery === 'delivered').length;
  await eventually(`${count} results`, async () => (await done()) === count);
}

describe('/styles', () => {
  it('shows every preset on its pages, with buttons that end where they end', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    const asked = await ask(stage, 'styles');
    const seen = new Set<string>();
    const turns = () =>
      componentsOf(asked.original).filter(({ custom_id: id }) => /^at:styles:/.test(String(id)));
    assert.equal(turns()[0]!.disabled, true);
    for (let page = 1; ; page++) {
      assert.match(textOf(asked.original), new RegExp(`page ${page} of`));
      for (const [, name] of textOf(asked.original).matchAll(/`([a-z0-9-]+)` ·/g)) seen.add(name!);
      const next = turns()[1]!;
      if (next.disabled) break;
      await pressed(stage.sandbox, asked, String(next.custom_id));
    }
    assert.deepEqual([...seen].sort(), PRESETS.map(({ name }) => name).sort());
  });

  it('shows the sample of each preset that has one, with alt text', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    const asked = await ask(stage, 'styles');
    const names = [...textOf(asked.original).matchAll(/`([a-z0-9-]+)` ·/g)].map(([, name]) => name!);
    const samples = await Promise.all(names.map((name) => sampleOf(name)));
    const thumbnails = componentsOf(asked.original).filter(({ type }) => type === 11);
    assert.equal(thumbnails.length, samples.filter((sample) => sample !== null).length);
    for (const { description } of thumbnails) assert.match(String(description), /by /);
  });
});

describe('a style in /styles', () => {
  it('is shown larger in both qualities, in the person’s language, is used by a form with it chosen, and leads back', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    const asked = await ask(stage, 'styles', { locale: 'de' });
    assert.match(textOf(asked.original), /Sternennacht[\s\S]*um 1831/);
    const before = asked.original!.data.edited_timestamp;
    const look = { messageId: asked.original!.id, customId: customIdOf(asked.original, 'styles-look') };
    sandbox.press({ ...look, values: ['great-wave'], user: 'grace', locale: 'de' });
    await sandbox.waitFor(() => asked.original?.data.edited_timestamp !== before, { what: 'the style' });
    assert.match(textOf(asked.original), /Die große Welle vor Kanagawa\n/);
    assert.equal(asked.original!.data.attachments.length, 2);
    const link = componentsOf(asked.original).find(({ url }) => url !== undefined);
    assert.equal(link?.label, 'Original ansehen');
    const page = new URL(String(link?.url));
    assert.equal(page.host, 'commons.wikimedia.org');
    assert.equal(page.searchParams.get('search'), 'The Great Wave off Kanagawa Katsushika Hokusai');
    const use = sandbox.press({
      messageId: asked.original!.id,
      customId: customIdOf(asked.original, 'styles-use'),
      user: 'grace',
      locale: 'de',
    });
    await sandbox.waitFor(() => use.modal, { what: 'the form' });
    const sent = sandbox.submitModal({
      interactionId: use.id,
      values: { photo: [{ bytes: photo, fileName: 'mine.jpg' }] },
    });
    const job = await eventually('the job', async () => (await jobsIn(stage))[0]);
    assert.deepEqual([job.preset, job.file_name, job.user_id], ['great-wave', 'mine.jpg', sent.user.id]);
    await pressed(sandbox, asked, customIdOf(asked.original, 'styles'));
    assert.match(textOf(asked.original), /1 (von|of)/);
  });
});

describe('the painting of a style', () => {
  it('stands beside a sample where the operator has put it into the folder', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const presetsDirectory = await mkdtemp(join(tmpdir(), 'atelier-presets-'));
    test.after(() => rm(presetsDirectory, { recursive: true }));
    await writeFile(join(presetsDirectory, 'great-wave.jpg'), photo);
    await stage.startBot({ presetsDirectory });
    const asked = await ask(stage, 'styles');
    const before = asked.original!.data.edited_timestamp;
    const look = { messageId: asked.original!.id, customId: customIdOf(asked.original, 'styles-look') };
    sandbox.press({ ...look, values: ['great-wave'], user: 'grace' });
    await sandbox.waitFor(() => asked.original?.data.edited_timestamp !== before, { what: 'the style' });
    const [original, fast] = asked.original!.data.attachments;
    assert.deepEqual(
      [original?.filename, fast?.filename],
      ['great-wave-original.jpg', 'great-wave-fast.jpg'],
    );
    assert.ok(original!.width! > 1.9 * original!.height!, 'two pictures side by side');
    assert.ok(componentsOf(asked.original).every(({ url }) => url === undefined));
  });
});

describe('/queue', () => {
  it('says why a queue is paused, in the person’s own language; so does the reply of an order', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    await query(stage, `insert into atelier.pauses (quality, reason) values ('fast', 'We move *house*.')`);
    const order = stage.sandbox.sendStyle({ ...ORDER, locale: 'de' });
    await stage.sandbox.waitFor(() => /Das Malen ist angehalten: We move/.test(textOf(order.original)), {
      what: 'the reply of the order',
    });
    const asked = await ask(stage, 'queue', { locale: 'fr' });
    test.diagnostic(`${textOf(order.original)}\n\n${textOf(asked.original)}`);
    assert.match(textOf(asked.original), /\*\*en pause : We move \\\*house\\\*\.\*\*/);
  });

  it('says what waits, that nobody can paint it, and lets one cancel', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    const empty = await ask(stage, 'queue');
    assert.match(textOf(empty.original), /None of yours/);
    sandbox.sendStyle({ ...ORDER, user: 'ada' });
    await eventually('the first job', async () => (await jobsIn(stage)).length === 1);
    const own = sandbox.sendStyle(ORDER);
    await eventually('the second job', async () => (await jobsIn(stage)).length === 2);
    const asked = await ask(stage, 'queue');
    assert.match(textOf(asked.original), /waiting: 2/);
    assert.match(textOf(asked.original), /place 2/);
    assert.match(textOf(asked.original), /no worker can do this now/);
    await pressed(sandbox, asked, customIdOf(asked.original, 'queue-cancel'));
    assert.equal((await jobsIn(stage))[1]!.state, 'failed');
    assert.match(textOf(asked.original), /None of yours/);
    assert.deepEqual(
      own.messages.map((one) => [one.onlyFor, /cancel/i.test(textOf(one))]),
      [[own.user.id, true]],
      'no litter, and a word for its person',
    );
    await pressed(sandbox, asked, customIdOf(asked.original, 'queue'));
    assert.match(textOf(asked.original), /waiting: 1/);
    assert.match(textOf(asked.original), /None of yours/);
  });
});

describe('/history', () => {
  it('shows a person’s own results alone, a page at a time; one of them again, to be deleted', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await startPainter(stage);
    for (let i = 1; i <= 9; i++) {
      sandbox.sendStyle({ ...ORDER, ...(i === 9 && { options: { strength: 90 } }) });
      await finished(stage, i);
    }
    const other = await ask(stage, 'history', { user: 'ada' });
    assert.match(textOf(other.original), /no pictures here yet/);
    const asked = await ask(stage, 'history');
    const shows = () =>
      componentsOf(asked.original).filter(({ custom_id: id }) => String(id).startsWith('at:history-show'));
    assert.equal(shows().length, 6);
    assert.match(textOf(asked.original), /fast · \d+×\d+ · strength 90 · </, 'what tells it from the others');
    const thumbnails = () => componentsOf(asked.original).filter(({ type }) => type === 11);
    assert.equal(thumbnails().length, 6);
    await pressed(sandbox, asked, customIdOf(asked.original, 'history'));
    assert.deepEqual([shows().length, thumbnails().length], [3, 3]);
    const shown = sandbox.press({
      messageId: asked.original!.id,
      customId: String(shows().at(-1)!.custom_id),
      user: 'grace',
    });
    await sandbox.waitFor(() => shown.original?.data.attachments.length, { what: 'the picture' });
    assert.equal(shown.original!.onlyFor, shown.user.id);
    const [oldest] = await query(stage, 'select message_id from atelier.jobs order by created_at limit 1');
    assert.ok(sandbox.messages.some(({ id }) => id === oldest!.message_id));
    const customId = customIdOf(shown.original, 'delete');
    const asksFor = sandbox.press({ messageId: shown.original!.id, customId, user: 'grace' });
    await sandbox.waitFor(() => asksFor.modal, { what: 'the question' });
    sandbox.submitModal({ interactionId: asksFor.id });
    await sandbox.waitFor(() => !sandbox.messages.some(({ id }) => id === oldest!.message_id), {
      what: 'the end of the public message',
    });
    await pressed(sandbox, asked, customIdOf(asked.original, 'history'));
    assert.equal(shows().length, 6);
    assert.equal(componentsOf(asked.original).filter(({ label }) => label === 'Older').length, 1);
  });
});

describe('a result from the history', () => {
  /** A result with a smaller version, and what shows it in a place that may take less. */
  async function openHistory(test: TestContext) {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    await startPainter(stage);
    sandbox.sendStyle(ORDER);
    await finished(stage, 1);
    await query(stage, String.raw`update atelier.results set fallback = '\xffd8ffd9'`);
    const asked = await ask(stage, 'history');
    const customId = customIdOf(asked.original, 'history-show');
    const show = (given: object = {}) =>
      sandbox.press({ messageId: asked.original!.id, customId, user: 'grace', ...given });
    const shown = (pressed: Interaction) =>
      sandbox.waitFor(() => pressed.original?.data.attachments[0]?.size, { what: 'the picture' });
    return { sandbox, show, shown };
  }
  const body = { code: 40005, message: 'Request entity too large' };
  const tooLarge = { path: '@original', method: 'PATCH', status: 413, body };

  it('comes smaller where the place takes less than the one where it was painted', async (test) => {
    const { sandbox, show, shown } = await openHistory(test);
    assert.equal(await shown(show()), photo.length);
    assert.equal(await shown(show({ attachmentSizeLimit: photo.length - 1 })), 4, 'by what Discord says');
    sandbox.failNext(tooLarge);
    const refused = show();
    assert.equal(await shown(refused), 4, 'by what Discord then finds');
    assert.match(textOf(refused.original), /smaller version/);
  });

  it('that is too large even then says so; it is for nobody else', async (test) => {
    const { sandbox, show } = await openHistory(test);
    sandbox.failNext({ ...tooLarge, times: 2 });
    const pressed = show();
    await sandbox.waitFor(() => /too large for this place/.test(textOf(pressed.original)), {
      what: 'the sentence',
    });
    const stranger = show({ user: 'linus' });
    await sandbox.waitFor(() => textOf(stranger.original).includes(sentenceOf('job.not-yours')));
  });
});

describe('/workers', () => {
  it('is for those who may manage the server', async (test) => {
    const stage = await openStage(test);
    await stage.startBot();
    const none = await ask(stage, 'workers', { permissions: MANAGE_GUILD });
    assert.match(textOf(none.original), /No worker is there/);
    await query(
      stage,
      `insert into atelier.workers (id, host, pid, engine, device, version, qualities, fast_speed)
       values ('w', 'easel', 1, 'onnx', 'cpu', '1', '{fast,high}', 100000)`,
    );
    const asked = await ask(stage, 'workers', { permissions: MANAGE_GUILD });
    assert.match(textOf(asked.original), /easel.*onnx on cpu.*at work/);
    assert.match(textOf(asked.original), /fast: 6 megapixels a minute/);
    assert.match(textOf(asked.original), /not timed yet/);
    await query(stage, `update atelier.workers set state = 'quarantined'`);
    const broken = await ask(stage, 'workers', { permissions: MANAGE_GUILD });
    assert.match(textOf(broken.original), /easel.*in quarantine: it failed several times/);
    await query(stage, `update atelier.workers set asked = 'quarantine'`);
    const aside = await ask(stage, 'workers', { permissions: MANAGE_GUILD });
    assert.match(textOf(aside.original), /easel.*in quarantine: an operator has set it aside/);
    const stranger = await ask(stage, 'workers', { permissions: 0n, unchecked: true });
    assert.ok(textOf(stranger.original).includes(sentenceOf('server.manage')));
  });
});
