import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { botTextsFor } from '@atelier/discord/texts/bot/texts.ts';
import { PermissionFlagsBits as P } from 'discord.js';
import { openStage, photo, type Stage, textOf } from './support.ts';

const ORDER = { photo, preset: 'starry-night', user: 'grace' };
const MAY_POST = P.ViewChannel | P.SendMessages | P.AttachFiles;

async function opened(test: TestContext): Promise<Stage> {
  const stage = await openStage(test);
  await stage.startBot();
  return stage;
}

describe('where the bot may not post', () => {
  for (const [what, given] of [
    ['the bot may not see the channel', { appPermissions: MAY_POST & ~P.ViewChannel }],
    ['it may not write there', { appPermissions: MAY_POST & ~P.SendMessages }],
    ['it may not attach files', { appPermissions: MAY_POST & ~P.AttachFiles, locale: 'de' }],
    ['an app of one’s own may not answer in public', { installation: 'user', permissions: P.SendMessages }],
  ] as const) {
    it(`an order is answered in private, which is said first: ${what}`, async (test) => {
      const { sandbox } = await opened(test);
      const seen: string[] = [];
      const asked = sandbox.sendStyle({ ...ORDER, ...given });
      await sandbox.waitFor(() => {
        const now = textOf(asked.original);
        if (now !== '' && now !== seen.at(-1)) seen.push(now);
        return asked.messages.length === 2;
      });
      const { silent } = botTextsFor('locale' in given ? given.locale : 'en').place;
      assert.equal(seen[0], silent);
      assert.ok(asked.messages.every(({ onlyFor }) => onlyFor === asked.user.id));
      assert.equal(textOf(asked.messages[1]), silent);
      assert.match(textOf(asked.original), /Starry Night|Sternennacht/);
    });
  }

  it('nothing is said where it may, nor where nothing is posted', async (test) => {
    const { sandbox } = await opened(test);
    const asked = sandbox.sendStyle({ ...ORDER, appPermissions: MAY_POST });
    await sandbox.waitFor(() => /In the queue/.test(textOf(asked.original)));
    assert.deepEqual(
      asked.messages.map(({ onlyFor }) => onlyFor),
      [null],
    );
    const list = sandbox.invoke({ command: 'queue', user: 'grace', appPermissions: 0n });
    await sandbox.waitFor(() => /Queue/.test(textOf(list.original)));
    assert.equal(list.messages.length, 1);
  });
});
