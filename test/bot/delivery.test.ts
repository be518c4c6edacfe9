import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import { checkRequest } from '../openapi/check-request.ts';
import { eventually } from '../support/eventually.ts';
import { startPainter } from './painter.ts';
import { jobsIn, openStage, photo, type Stage, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night' };
const MINUTE = 60_000;
const violations: string[] = [];

/** Messages that show a picture, whoever sees them. */
const pictures = ({ messages }: Sandbox) => messages.filter(({ data }) => data.attachments.length > 0);

async function jobIs(stage: Stage, state: string): Promise<void> {
  await eventually(`the job is ${state}`, async () => (await jobsIn(stage))[0]?.state === state);
}

async function deliveryIs(stage: Stage, delivery: string): Promise<void> {
  await eventually(
    `the delivery is ${delivery}`,
    async () => (await jobsIn(stage))[0]?.delivery === delivery,
  );
}

function noteViolations({ requests }: Sandbox): void {
  violations.push(...requests.flatMap((request) => checkRequest(request)));
}

describe('a result reaches the person once', () => {
  after(() => assert.deepEqual(violations, []));

  it('when the bot is restarted between command and result', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const first = await stage.startBot();
    const interaction = sandbox.sendStyle(ORDER);
    await jobIs(stage, 'waiting');
    await first.close();

    const painter = await startPainter(stage);
    await jobIs(stage, 'done');
    await painter.stop();
    assert.deepEqual(pictures(sandbox), []);

    const second = await stage.startBot();
    await deliveryIs(stage, 'delivered');
    await second.close();
    await stage.startBot();
    const shown = pictures(sandbox);
    assert.deepEqual(
      shown.map(({ id }) => id),
      [interaction.original!.id],
    );
    const bytes = sandbox.fileBytes(shown[0]!.data.attachments[0]!.url);
    assert.equal(Buffer.compare(bytes ?? Buffer.alloc(0), photo), 0);
    const uploads = sandbox.requests.filter(({ files }) => files.length > 0);
    assert.deepEqual(
      uploads.map(({ method }) => method),
      ['PATCH'],
    );
    noteViolations(sandbox);
  });

  it('in the channel when the token has expired, and once although the answer was lost', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const first = await stage.startBot();
    sandbox.sendStyle(ORDER);
    await jobIs(stage, 'waiting');
    await first.close();
    sandbox.clock.advance(LIMITS.tokenLifeMs + MINUTE);
    const painter = await startPainter(stage);
    await jobIs(stage, 'done');
    await painter.stop();

    // the message is posted, but the bot never learns it, and may not look: it tries again, with the same nonce
    const path = `/channels/${sandbox.channelId}/messages`;
    sandbox.failNext({
      path,
      method: 'POST',
      status: 502,
      body: { code: 0, message: 'x' },
      afterwards: true,
    });
    sandbox.failNext({ path, method: 'GET', status: 403, body: { code: 50_001, message: 'x' } });
    await stage.startBot();
    await deliveryIs(stage, 'delivered');
    assert.ok(sandbox.requests.filter(({ method, path: to }) => method === 'POST' && to === path).length > 1);
    const shown = pictures(sandbox);
    assert.deepEqual(
      shown.map(({ channelId, interactionId }) => [channelId, interactionId]),
      [[sandbox.channelId, null]],
    );
    noteViolations(sandbox);
  });

  it('smaller where the place takes less than Discord had said', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    await stage.startBot();
    sandbox.limits.fileBytes = photo.length - 1; // the interaction says another figure: Discord can be wrong
    const interaction = sandbox.sendStyle({ ...ORDER, attachmentSizeLimit: 10 * 1024 * 1024 });
    await startPainter(stage, { fallback: Buffer.from('ffd8ffd9', 'hex') });
    await deliveryIs(stage, 'delivered');
    const refused = sandbox.requests.filter(({ error }) => error?.code === 40_005);
    assert.deepEqual(
      refused.map(({ status }) => status),
      [413],
    );
    assert.equal(interaction.original!.data.attachments[0]!.size, 4);
    assert.match(textOf(interaction.original), /smaller version/);
    noteViolations(sandbox);
  });

  it('as a direct message where the bot itself is not', async (test) => {
    const stage = await openStage(test);
    const { sandbox } = stage;
    const bot = await stage.startBot();
    const interaction = sandbox.sendStyle({ ...ORDER, installation: 'user' });
    await jobIs(stage, 'waiting');
    sandbox.clock.advance(LIMITS.tokenLifeMs + MINUTE);
    await startPainter(stage);
    await deliveryIs(stage, 'delivered');
    await bot.close();
    const shown = pictures(sandbox);
    assert.equal(shown.length, 1);
    assert.notEqual(shown[0]!.channelId, interaction.channelId);
    noteViolations(sandbox);
  });
});
