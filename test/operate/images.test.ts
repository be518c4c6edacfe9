import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@atelier/sandbox/run.ts';
import manifest from '../../package.json' with { type: 'json' };
import { photo } from '../bot/support.ts';
import { emptyDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type Built, buildStage, ignoredBy, type Stage, stagesOf } from './dockerfile.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCKERFILE = new URL('../../deploy/docker/Dockerfile', import.meta.url);

/** The account of the image where the test may take it, else one's own. */
const account = (user: string) =>
  process.getuid?.() === 0
    ? { uid: Number(user), gid: Number(user) }
    : ({} as { uid?: number; gid?: number });

/** Two whole installs, a minute and more: `npm run test:installs`. */
const installs = { skip: !process.env.ATELIER_TEST_INSTALLS && 'ATELIER_TEST_INSTALLS is not set' };

const IMAGES = ['bot', 'worker', 'worker-cuda', 'worker-tensorflow'];

/** All of an image, those of the stages that it goes on from first. */
function stepsOf(stages: readonly Stage[], name: string): Stage['steps'] {
  const stage = stages.find((one) => one.name === name);
  return stage === undefined ? [] : [...stepsOf(stages, stage.from), ...stage.steps];
}

describe('the images', () => {
  it('run on the Node that package.json pins, by a number that is not root', async () => {
    const stages = await stagesOf(DOCKERFILE);
    const node = stages.find(({ name }) => name === 'node');
    assert.equal(node?.from, `node:${manifest.dependencies.node}-bookworm-slim`);
    for (const name of IMAGES) {
      const user = stepsOf(stages, name).findLast(({ instruction }) => instruction === 'USER')?.rest;
      assert.match(user ?? '', /^[1-9]\d*$/, name);
    }
  });

  it('hold ffmpeg, which paints films, unless the build is told otherwise', async () => {
    const stages = await stagesOf(DOCKERFILE);
    for (const name of IMAGES) {
      const steps = stepsOf(stages, name);
      const said = steps.findIndex(({ instruction, rest }) => instruction === 'ARG' && rest === 'FFMPEG=yes');
      const installed = steps.findIndex(({ rest }) =>
        /\$FFMPEG.* = yes.*apt-get install .*\bffmpeg\b/.test(rest),
      );
      assert.ok(said >= 0 && installed > said, name);
    }
  });

  it(
    'of bot and worker, built by the same steps in a clean directory, paint a picture together',
    installs,
    async (test) => {
      const closers: (() => Promise<void>)[] = [];
      const databaseUrl = await emptyDatabase(test, closers);
      const sandbox = await startSandbox();
      closers.push(() => sandbox.close());
      const root = await mkdtemp(join(tmpdir(), 'atelier-images-'));
      closers.push(() => rm(root, { recursive: true, force: true }));
      await chmod(root, 0o755);
      const stages = await stagesOf(DOCKERFILE);
      const ignored = await ignoredBy(new URL('Dockerfile.dockerignore', DOCKERFILE));
      const built = new Map<string, Built>();
      const environment = {
        DATABASE_URL: databaseUrl,
        DISCORD_API: sandbox.api,
        DISCORD_ATTACHMENT_HOSTS: sandbox.attachmentHost,
      };
      const start = async (name: 'bot' | 'worker', more: Record<string, string> = {}) => {
        const image = await buildStage(stages, name, { root, context: ROOT, ignored }, built);
        const data = join(image.root, 'data');
        const { uid, gid } = account(image.user);
        if (uid !== undefined && gid !== undefined) await chown(data, uid, gid);
        const [program, ...args] = image.command;
        assert.equal(program, 'node');
        const child = spawn(process.execPath, args, {
          cwd: join(image.root, image.workdir),
          env: { ...image.env, ATELIER_DATA: data, ATELIER_HEALTH_PORT: '0', ...environment, ...more },
          stdio: ['ignore', 'inherit', 'pipe'],
          ...account(image.user),
        });
        closers.push(async () => void (await end(child)));
        return { child, healthPort: await readyPort(child, name) };
      };
      const worker = await start('worker');
      const bot = await start('bot', {
        DISCORD_TOKEN: sandbox.token,
        DISCORD_APPLICATION_ID: sandbox.applicationId,
      });
      await sandbox.ready('style', 60_000);
      const interaction = sandbox.sendStyle({ photo, preset: 'starry-night', quality: 'fast' });
      const metrics = async ({ healthPort }: { healthPort: number }) =>
        (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
      // either of them delivers
      const delivered = /^atelier_deliveries_total\{way="edit".*\} 1$/m;
      await eventually(
        'a picture is delivered',
        async () => delivered.test(await metrics(worker)) || delivered.test(await metrics(bot)),
        120_000,
      );
      assert.match(await metrics(worker), /^atelier_attempts_total\{quality="fast",outcome="painted"\} 1$/m);
      assert.ok(interaction.id);
      assert.equal(await end(worker.child), 0);
    },
  );

  it('hold nothing that is not for them', async () => {
    const ignored = await ignoredBy(new URL('Dockerfile.dockerignore', DOCKERFILE));
    for (const path of [
      '.env',
      'test',
      'node_modules',
      'apps/bot/src/moderation/check.test.ts',
      'training',
      'packages/queue/src/purge.test.ts',
      '.git',
    ])
      assert.equal(ignored(path), true, path);
    for (const path of [
      'package.json',
      'packages',
      'packages/queue/src/purge.ts',
      'docs',
      'docs/gallery',
      'migrations',
    ])
      assert.equal(ignored(path), false, path);
    assert.match(await readFile(DOCKERFILE, 'utf8'), /npm run install:bot/);
  });
});

/** The port that the log names once it is ready. */
async function readyPort(child: ChildProcess, name: string): Promise<number> {
  const lines: string[] = [];
  const reader = createInterface({ input: child.stderr! });
  reader.on('line', (line) => lines.push(line));
  return eventually(
    `the ${name} is ready`,
    () => {
      const ready = lines.find((line) => line.includes(`the ${name} is ready`));
      if (ready) return JSON.parse(ready).healthPort as number;
      if (child.exitCode !== null) throw new Error(`It ended: ${lines.join('\n')}`);
      return null;
    },
    120_000,
  );
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  return child.exitCode;
}
