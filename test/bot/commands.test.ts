import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OWN_STYLE } from '@atelier/contract/order.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { checkRequest } from '../openapi/check-request.ts';
import { openStage, textOf } from './support.ts';

describe('the commands', () => {
  it('are registered once, and not again while they are equal', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    const writes = () =>
      sandbox.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands'));
    await (await startBot()).close();
    assert.equal(writes().length, 1);
    await (await startBot()).close();
    assert.equal(writes().length, 1);
  });

  it('are used although Discord does not take the list just now', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    await (await startBot()).close();
    sandbox.failNext({ path: '/commands', method: 'GET', status: 403, body: { code: 50001, message: 'x' } });
    await startBot();
    const choices = await sandbox.autocomplete({
      command: 'style',
      options: { preset: '' },
      focused: 'preset',
    });
    assert.ok(choices.length > 0);
  });

  it('suggest presets by name, title, artist and mood', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    await startBot();
    await sandbox.ready();
    const suggest = async (typed: string) => {
      const options = { preset: typed };
      const choices = await sandbox.autocomplete({ command: 'style', options, focused: 'preset' });
      return choices.map(({ value }) => value);
    };
    assert.equal((await suggest('')).length, Math.min(PRESETS.length + 1, 25)); // and one's own picture
    assert.ok((await suggest('own pic')).includes(OWN_STYLE));
    for (const typed of ['starry', 'The Starry Night', 'van gogh', 'swirling'])
      assert.ok((await suggest(typed)).includes('starry-night'), typed);
    assert.deepEqual(await suggest('zzzzzz'), []);
    assert.deepEqual(await suggest('x'.repeat(100)), []);
  });

  it('say so when they are not there any more', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    await startBot();
    // somebody whose Discord still shows a command of an older version
    const { token, api, applicationId } = sandbox;
    await fetch(`${api}/v10/applications/${applicationId}/commands`, {
      method: 'POST',
      headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'old', description: 'x' }),
    });
    const interaction = sandbox.invoke({ command: 'old' });
    const reply = await sandbox.waitFor(() => interaction.original);
    assert.equal(reply.onlyFor, interaction.user.id);
    assert.match(textOf(reply), /not here any more/);
    assert.deepEqual(checkRequest(sandbox.requests.at(-1)!), []);
  });

  it('are what Discord’s own description accepts', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    await startBot();
    await sandbox.autocomplete({ command: 'style', options: { preset: 'a' }, focused: 'preset' });
    assert.ok(sandbox.requests.length >= 4);
    for (const request of sandbox.requests) assert.deepEqual(checkRequest(request), []);
  });
});

describe('a bot that cannot start', () => {
  it('names the variable that is wrong', async (test) => {
    const { sandbox, startBot } = await openStage(test);
    const named = (variable: string) => (error: Error) => error.message.includes(variable);
    await assert.rejects(startBot({ discordToken: null }), named('DISCORD_TOKEN'));
    await assert.rejects(startBot({ applicationId: null }), named('DISCORD_APPLICATION_ID'));
    await assert.rejects(startBot({ applicationId: '1' }), named('DISCORD_APPLICATION_ID'));
    const wrong = `${sandbox.token.slice(0, -1)}_`;
    await assert.rejects(startBot({ discordToken: wrong }), named('DISCORD_TOKEN'));
  });
});
