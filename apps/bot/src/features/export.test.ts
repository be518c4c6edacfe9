import assert from 'node:assert/strict';
import { it } from 'node:test';
import { unzipSync } from 'fflate';
import { type Packed, packed } from './export.ts';

it('an export is as many files as it takes, none larger than a message, and every byte is in them', async () => {
  const limit = 300_000;
  const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) % 251);
  const pictures = [bytes(100_000, 3), bytes(180_000, 7), bytes(700_000, 11), bytes(0, 1)];
  const files: Packed[] = [];
  const data = {
    rows: { jobs: [{ id: 'a' }] },
    files: [{ name: 'presets/mine.safetensors', bytes: bytes(5000, 13) }],
    async *pictures() {
      for (const [i, photo] of pictures.entries())
        yield { jobId: `job-${i}`, pictures: { photo, style: null, picture: null, pictureType: null } };
    },
  };
  for await (const file of packed(data as unknown as Parameters<typeof packed>[0], limit)) files.push(file);
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
  assert.match(Buffer.from(all['data.json']!).toString(), /"id": "a"/);
});
