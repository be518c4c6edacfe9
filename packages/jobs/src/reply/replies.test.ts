import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../job.ts';
import { failureReply } from './failure.ts';
import type { Payload } from './payload.ts';
import { progressReply } from './progress.ts';
import { queuedReply } from './queued.ts';
import { resultReply } from './result.ts';
import { bar, duration, loss } from './words.ts';

const job = { preset: 'starry-night', quality: 'high', fileName: 'my dog (1).jpeg' } as const;
const progress = {
  iteration: 120,
  iterations: 430,
  fraction: 0.279,
  width: 256,
  height: 192,
  content: 0.25,
  style: 0.5,
  total: 0.75,
};
const result: Result = {
  picture: new Uint8Array(10),
  pictureType: 'png',
  fallback: null,
  plot: new Uint8Array(5),
  width: 512,
  height: 384,
  seconds: 12.34,
  iterations: 430,
  seed: 7,
  engine: 'onnx',
  device: 'cpu',
  losses: [
    { iteration: 0, content: 0, style: 4.123, total: 4.123 },
    { iteration: 100, content: 9, style: 9, total: 9 },
    { iteration: 429, content: 0.5, style: 0.25, total: 0.75 },
  ],
};

const ALL: Record<string, Payload> = {
  queued: queuedReply(job, 3),
  progress: progressReply(job, progress, { bytes: new Uint8Array(3), type: 'webp' }),
  'progress without preview': progressReply(job, progress),
  result: resultReply(job, result),
  'result without plot': resultReply(job, { ...result, plot: null, losses: result.losses.slice(0, 1) }),
  failure: failureReply(job, { code: 'image.too-small', data: { width: 3, height: 4, limit: 16 } }),
};

const text = ({ body }: Payload) => JSON.stringify(body.components);

describe('every reply', () => {
  for (const [name, reply] of Object.entries(ALL)) {
    it(`${name}: Components V2, mentions nobody, shows exactly the files it brings, each with alt text`, () => {
      const { body, files } = reply;
      assert.equal(body.flags, 1 << 15);
      assert.deepEqual(body.allowed_mentions, { parse: [] });
      assert.ok(!('content' in body) && !('embeds' in body));
      assert.deepEqual(
        body.attachments.map(({ id, filename }) => `${id} ${filename}`),
        files.map((file, i) => `${i} ${file.name}`),
      );
      const shown = [...text(reply).matchAll(/attachment:\/\/([^"]+)/g)].map(([, file]) => file);
      assert.deepEqual(shown.sort(), files.map((file) => file.name).sort());
      for (const { name: file, description } of files) {
        assert.match(file, /^[\w-]+\.\w+$/);
        assert.ok(description.length > 10 && description.length <= 1024);
      }
      assert.equal(body.components.length, 1);
    });
  }
});

describe('a reply', () => {
  it('tells the place in the queue', () => {
    assert.match(text(queuedReply(job, 0)), /You are next\./);
    assert.match(text(queuedReply(job, 1)), /One picture is before yours\./);
    assert.match(text(queuedReply(job, 3)), /3 pictures are before yours\./);
  });

  it('tells the progress by bar, per cent, iteration and loss', () => {
    const shown = text(ALL.progress);
    assert.match(shown, /▰{5}▱{15} 27 %/);
    assert.match(shown, /Iteration 120 of 430 · total loss 0\.750 · 256×192/);
  });

  it('tells everything about a result', () => {
    const shown = text(ALL.result);
    for (const part of ['high quality', '512×384', '12 s', '430 iterations', 'onnx on cpu', 'seed 7'])
      assert.ok(shown.includes(part), part);
    assert.match(shown, /content +0 → 0\.500/);
    assert.match(shown, /style +4\.12 → 0\.250/);
    assert.match(shown, /total +4\.12 → 0\.750/);
    assert.deepEqual(
      ALL.result.files.map(({ name, contentType }) => `${name} ${contentType}`),
      ['my-dog-1-starry-night.png image/png', 'losses.png image/png'],
    );
  });

  it('names a file that has no usable name', () => {
    const [file] = resultReply({ ...job, fileName: '写真.png' }, { ...result, pictureType: 'jpeg' }).files;
    assert.equal(file.name, 'photo-starry-night.jpg');
  });

  it('tells a failure by the catalogue, and an unknown code as an accident', () => {
    assert.match(text(ALL.failure), /too small: 3×4/);
    assert.match(text(failureReply(job, { code: 'of.tomorrow' })), /Something went wrong/);
  });

  it('shows a preset that the catalogue has lost by its name, without marks taking effect', () => {
    assert.match(text(queuedReply({ preset: '*gone*', quality: 'fast' }, 0)), /\*\*\\\\\*gone\\\\\*\*\*/);
  });
});

describe('numbers', () => {
  it('as a person reads them', () => {
    assert.deepEqual([0, 0.04, 9.94, 9.96, 59.4, 59.6, 125].map(duration), [
      '0.0 s',
      '0.0 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 0 s',
      '2 min 5 s',
    ]);
    assert.deepEqual([0, 5.78e8, 1234.5, 0.01234, 0.00001, Number.NaN].map(loss), [
      '0',
      '5.78e+8',
      '1235',
      '0.0123',
      '1.00e-5',
      'NaN',
    ]);
    assert.equal(bar(0.999).includes('▱'), true);
    assert.equal(bar(1), '▰'.repeat(20));
    assert.equal(bar(-1), '▱'.repeat(20));
  });
});
