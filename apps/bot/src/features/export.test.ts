import assert from 'node:assert/strict';
import { it } from 'node:test';
import { unzipSync } from 'fflate';
import { type Packed, packed, placeOf, placeText } from './export.ts';

it('an export is as many files as it takes, none larger than a message, and every byte is in them', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0) }); // each file in a ZIP bears the time at which it was packed
  const limit = 300_000;
  const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) % 251);
  const pictures = [bytes(100_000, 3), bytes(180_000, 7), bytes(700_000, 11), bytes(0, 1)];
  const files: Packed[] = [];
  const data = {
    rows: { jobs: pictures.map((_, i) => ({ id: `job-${i}` })) },
    files: [{ name: 'presets/mine.safetensors', bytes: bytes(5000, 13) }],
    async *pictures(from = 'job-0') {
      const first = Number(from.slice('job-'.length));
      for (const [i, photo] of pictures.entries())
        if (i < first) continue;
        else yield { jobId: `job-${i}`, pictures: { photo, style: null, picture: null, pictureType: null } };
    },
  };
  const given = data as unknown as Parameters<typeof packed>[0];
  for await (const file of packed(given, limit)) files.push(file);
  assert.ok(files.length >= 4);
  for (const { bytes } of files) assert.ok(bytes.length <= limit, String(bytes.length));
  const names = files.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const all: Record<string, Uint8Array> = Object.assign({}, ...files.map(({ bytes }) => unzipSync(bytes)));
  const whole = (name: string) => {
    const parts = Object.keys(all).filter((one) => one === name || one.startsWith(`${name}.`));
    return Buffer.concat(parts.sort().map((part) => all[part]!));
  };
  for (const [i, picture] of pictures.entries())
    assert.deepEqual(whole(`job-${i}/photo`), Buffer.from(picture), `job ${i}`);
  assert.deepEqual(whole('presets/mine.safetensors'), Buffer.from(data.files[0]!.bytes));
  assert.match(Buffer.from(all['data.json']!).toString(), /"id": "job-0"/);

  // gone on with from wherever one ended, the rest is the same
  for (const [i, { next }] of files.entries()) {
    if (next === null) continue;
    const rest: Packed[] = [];
    assert.ok(placeText(next).length < 70);
    for await (const file of packed(given, limit, placeOf(placeText(next)))) rest.push(file);
    assert.deepEqual(rest, files.slice(i + 1), `from file ${i + 2}`);
  }
});
