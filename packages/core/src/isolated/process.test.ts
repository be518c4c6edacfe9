import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sharp } from '../images/sharp.ts';
import type { Request } from './messages.ts';
import { ISOLATION, PictureProcess } from './process.ts';

/** Stands in for the real child where it has to misbehave; the first argument says how. */
const MISBEHAVING = `
import { existsSync, writeFileSync } from 'node:fs';
process.on('disconnect', () => process.exit());
process.on('message', ({ args: [how, file] }) => {
  if (how === 'hang') for (;;);
  if (how === 'die') process.kill(process.pid, 'SIGKILL');
  if (how === 'swell') return process.send({ kind: 'exhausted', megabytes: 9999 });
  if (how === 'die once' && !existsSync(file)) {
    writeFileSync(file, '');
    process.kill(process.pid, 'SIGKILL');
  }
  const result = how === 'surroundings' ? Object.keys(process.env) : process.pid;
  process.send({ kind: 'done', result, megabytes: how === 'grow' ? 9999 : 1 });
});
process.send({ kind: 'ready' });
`;

const photo = readFile(new URL('../../../../docs/photos/fig.jpg', import.meta.url));
const asked = (...args: unknown[]): Request => ({ task: 'inspect', args });

describe('the process that opens pictures', () => {
  let folder: string;
  let odd: PictureProcess;
  const real = new PictureProcess();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-isolated-'));
    const entry = join(folder, 'child.mjs');
    await writeFile(entry, MISBEHAVING);
    odd = new PictureProcess(pathToFileURL(entry), { ...ISOLATION, seconds: 4 });
  });
  after(async () => {
    odd.stop();
    real.stop();
    await rm(folder, { recursive: true });
  });

  it('answers as inspection itself does, with results and with errors', async () => {
    assert.deepEqual(await real.run(asked(await photo)), { type: 'jpeg', width: 1280, height: 866 });
    await assert.rejects(real.run(asked(Buffer.from('hello'))), { code: 'image.unknown-type' });
    const tiny = await sharp({ create: { width: 3, height: 4, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    await assert.rejects(real.run(asked(tiny)), {
      code: 'image.too-small',
      data: { width: 3, height: 4, limit: 16 },
    });
    await assert.rejects(real.run(asked((await photo).subarray(0, 9000))), (error: Error) => {
      assert.match(String(error.cause), /premature end/i);
      return true;
    });
  });

  it('is killed when it hangs, while the caller goes on; the next picture gets another', async () => {
    let turns = 0;
    let waiting = true;
    const hanging = assert
      .rejects(odd.run(asked('hang')), { code: 'image.too-costly' })
      .finally(() => (waiting = false));
    const next = odd.run(asked('pid'));
    for (; waiting; turns++) await setImmediate();
    await hanging;
    assert.ok(turns > 100, `${turns} turns of the event loop`);
    assert.equal(typeof (await next), 'number');
  });

  it('is killed when it needs too much memory', async () => {
    await assert.rejects(odd.run(asked('swell')), { code: 'image.too-costly' });
    // 8000 × 6000 interlaced: libpng holds the whole picture
    const large = await sharp({ create: { width: 8000, height: 6000, channels: 3, background: '#a40' } })
      .png({ progressive: true, compressionLevel: 1 })
      .toBuffer();
    const poor = new PictureProcess(undefined, { ...ISOLATION, megabytes: 150 });
    await assert.rejects(poor.run(asked(large)), { code: 'image.too-costly' });
    assert.deepEqual(await poor.run(asked(await photo)), { type: 'jpeg', width: 1280, height: 866 });
    poor.stop();
    assert.deepEqual(await real.run(asked(large)), { type: 'png', width: 8000, height: 6000 });
  });

  it('tries a picture again when the process was killed from outside, and blames it the second time', async () => {
    const marker = join(folder, 'died');
    assert.equal(typeof (await odd.run(asked('die once', marker))), 'number');
    await assert.rejects(odd.run(asked('die')), { code: 'image.damaged' });
    assert.equal(typeof (await odd.run(asked('pid'))), 'number');
  });

  it('is kept for the next picture, unless this one has left it large', async () => {
    const first = await odd.run(asked('pid'));
    assert.equal(await odd.run(asked('pid')), first);
    assert.equal(await odd.run(asked('grow')), first);
    assert.notEqual(await odd.run(asked('pid')), first);
  });

  it('knows no secrets', async (test) => {
    test.after(() => delete process.env.DISCORD_TOKEN);
    process.env.DISCORD_TOKEN = 'secret';
    odd.stop();
    const names = (await odd.run(asked('surroundings'))) as string[];
    assert.ok(names.includes('PATH') && !names.includes('DISCORD_TOKEN'), names.join());
  });

  it('keeps nobody alive, and ends with the process that started it', async () => {
    const door = new URL('./pictures.ts', import.meta.url);
    const file = fileURLToPath(new URL('../../../../docs/photos/fig.jpg', import.meta.url));
    const script = `
      import { readFileSync } from 'node:fs';
      import { inspectPicture } from '${door}';
      const { width } = await inspectPicture(readFileSync(${JSON.stringify(file)}));
      console.log(width);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [code] = (await once(starter, 'exit')) as [number];
    assert.equal(code, 0);

    const lasting = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { PictureProcess } from '${new URL('./process.ts', import.meta.url)}';
         const pictures = new PictureProcess(new URL('${pathToFileURL(join(folder, 'child.mjs'))}'));
         console.log(await pictures.run({ task: 'inspect', args: ['pid'] }));
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(lasting.stdout, 'data')) as [Buffer];
    lasting.kill('SIGKILL');
    const alive = () => {
      try {
        return process.kill(Number(line), 0);
      } catch {
        return false;
      }
    };
    while (alive()) await setTimeout(20); // the runner's time limit ends a test that waits for ever
  });
});
