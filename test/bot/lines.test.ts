import assert from 'node:assert/strict';
import { it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { proxyTo } from '../support/proxy.ts';
import { jobsIn, openStage, photo } from './support.ts';

it('a bot whose lines are dead without a word, and then silent: orders get through, health answers', async (test) => {
  const stage = await openStage(test);
  const { sandbox } = stage;
  const proxy = await proxyTo(stage.databaseUrl);
  stage.defer(proxy.close);
  const bot = await stage.startBot({ databaseUrl: proxy.url });
  const health = async () => {
    const answer = await fetch(`http://127.0.0.1:${bot.healthPort}/healthz`);
    return { status: answer.status, said: await answer.json() };
  };
  const order = (user: string) => sandbox.sendStyle({ photo, preset: 'starry-night', user });
  order('Ada');
  await eventually('a job', async () => (await jobsIn(stage)).length === 1);

  proxy.forget();
  order('Grace');
  await eventually('a job on a new line', async () => (await jobsIn(stage)).length === 2);

  proxy.stall();
  const ill = await health();
  assert.equal(ill.status, 503);
  order('Mary');
  proxy.mend();
  await eventually('a job after the silence', async () => (await jobsIn(stage)).length === 3);
  await eventually('health', async () => (await health()).status === 200);
});
