import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { expectApart, write } from './files.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-files-'));
after(() => rm(folder, { recursive: true }));
const inside = (name: string) => join(folder, name);
const bytes = (text: string) => new TextEncoder().encode(text);

test('a file is put in its place whole, with the rights of the one before, and nothing else stays', async () => {
  await writeFile(inside('a.png'), 'before');
  await chmod(inside('a.png'), 0o640);
  await write(inside('a.png'), bytes('after'));
  assert.equal(await readFile(inside('a.png'), 'utf8'), 'after');
  assert.equal((await stat(inside('a.png'))).mode & 0o777, 0o640);
  await write(inside('b.png'), bytes('new'));
  assert.deepEqual((await readdir(folder)).sort(), ['a.png', 'b.png']);
});

test('a link stays a link, and a device a device', async () => {
  await writeFile(inside('target.png'), 'before');
  await symlink('target.png', inside('link.png'));
  await write(inside('link.png'), bytes('after'));
  assert.equal(await readlink(inside('link.png')), 'target.png');
  assert.equal(await readFile(inside('target.png'), 'utf8'), 'after');
  await write(devNull, bytes('nothing'));
  assert.ok(!(await stat(devNull)).isFile());
});

test('what cannot be written leaves what was there', async () => {
  await mkdir(inside('folder.png'));
  await assert.rejects(write(inside('folder.png'), bytes('x')), { code: 'file.unwritable' });
  await assert.rejects(write(inside('no/x.png'), bytes('x')), { message: /its folder does not exist/ });
});

test('a disk that is full leaves the old file and no part of the new one', { skip: noLimit() }, async () => {
  // the shell's limit of a file's size stands in for the disk: what is written ends in the middle just so
  await writeFile(inside('full.png'), 'before');
  const script = `
    process.on('SIGXFSZ', () => {});
    const { write } = await import(${JSON.stringify(new URL('files.ts', import.meta.url).href)});
    await write(${JSON.stringify(inside('full.png'))}, new Uint8Array(1e6)).catch((error) => console.log(error.code));
  `;
  const command = `ulimit -f 100; exec "$0" --input-type=module -e "$1"`;
  const child = spawn('sh', ['-c', command, process.execPath, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await once(child, 'close');
  assert.equal(said, 'file.unwritable\n');
  assert.equal(await readFile(inside('full.png'), 'utf8'), 'before');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.part')),
    [],
  );
});

function noLimit(): string | false {
  return process.platform === 'win32' ? 'skipped: Windows has no limit of a file’s size' : false;
}

test('no output is what is read, nor another output, by whatever name', async () => {
  await writeFile(inside('photo.jpg'), 'photo');
  await link(inside('photo.jpg'), inside('same.jpg'));
  const apart = (outputs: Record<string, string | undefined>) => expectApart([inside('photo.jpg')], outputs);
  await apart({ '--out': inside('out.png'), '--plot': inside('plot.png'), '--losses': undefined });
  for (const file of ['photo.jpg', 'same.jpg', './photo.jpg']) {
    await assert.rejects(apart({ '--out': `${folder}/${file}` }), {
      message: /for --out but received .*which is read/,
    });
  }
  const twice = { '--out': inside('x.png'), '--plot': join(folder, 'folder.png', '..', 'x.png') };
  await assert.rejects(apart(twice), { message: /for --plot but received .*where --out goes/ });
});
