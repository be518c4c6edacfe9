import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { sharp } from '../images/sharp.ts';
import { PNG_HEAD, pngChunk, withChunk } from '../testing/png-chunk.ts';
import { steadyPeak } from './film-colours.ts';
import { openClip } from './open-clip.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-film-colours-'));
after(() => rm(folder, { recursive: true }));

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const films = { skip: !hasFfmpeg && 'ffmpeg is not installed here' };

/**
 * Squares of SIDE pixels in a row with these values. The brightest, by which tones are mapped, has a grey neighbour: a
 * film's colours, which have half of its resolution, overshoot at edges.
 */
const COLOURS = [
  [0.75, 0.75, 0.75],
  [0.3, 0.3, 0.3],
  [0.5, 0.35, 0.2],
  [0.2, 0.45, 0.3],
  [0.25, 0.3, 0.6],
  [0.55, 0.6, 0.5],
] as const;
const SIDE = 32;
const [WIDTH, HEIGHT] = [SIDE * COLOURS.length, SIDE];
const samples = Uint16Array.from(
  Array.from({ length: WIDTH * HEIGHT }, (_, i) => COLOURS[Math.floor((i % WIDTH) / SIDE)]!)
    .flat()
    .map((value) => Math.round(65_535 * value)),
);

/** Numbers of ITU-T H.273, and the names that ffmpeg has for them. */
const SIGNALS = {
  HLG: { cicp: [9, 18, 0, 1], names: ['bt2020', 'arib-std-b67', 'bt2020nc'] },
  PQ: { cicp: [9, 16, 0, 1], names: ['bt2020', 'smpte2084', 'bt2020nc'] },
  'Display P3': { cicp: [12, 1, 0, 1], names: ['smpte432', 'bt709', 'bt709'] },
} as const;

const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 as const } };
const plain = await sharp(samples, raw).toColourspace('rgb16').png().toBuffer();

/** The middle of each square, in 8 bits. */
function squares({ width, data }: Image): number[][] {
  return COLOURS.map((_, i) => {
    const at = 3 * (width * (SIDE / 2) + SIDE * i + SIDE / 2);
    return [...data.subarray(at, at + 3)].map((value) => Math.round(255 * value));
  });
}

function near(actual: number[][], expected: number[][], tolerance: number): void {
  const off = Math.max(...actual.flat().map((value, i) => Math.abs(value - expected.flat()[i]!)));
  assert.ok(off <= tolerance, `${off} levels apart: ${JSON.stringify({ actual, expected })}`);
}

for (const [name, { cicp, names }] of Object.entries(SIGNALS)) {
  test(`${name}: a film has the colours of the still`, films, async () => {
    const [primaries, transfer, matrix] = names;
    const file = join(folder, `${primaries}-${transfer}.mov`);
    const tags = `-color_primaries ${primaries} -color_trc ${transfer} -colorspace ${matrix} -color_range tv`;
    const into = `scale=out_color_matrix=${matrix.slice(0, 6)}:out_range=tv,format=yuv420p10le`;
    const input = `-f rawvideo -pix_fmt rgb48le -s ${WIDTH}x${HEIGHT} -r 10 -i -`;
    // HEVC is what phones write; H.264 says the same and is encoded everywhere
    const args = `-y -loglevel error ${input} -vf ${into} -c:v libx264 -preset ultrafast -qp 4 -threads 1 ${tags}`;
    const frames = Buffer.concat([Buffer.from(samples.buffer), Buffer.from(samples.buffer)]);
    const made = spawnSync('ffmpeg', [...args.split(' '), file], { input: frames });
    assert.equal(made.status, 0, String(made.stderr));
    const clip = await openClip(file);
    const still = squares(await decode(withChunk(plain, 'cICP', cicp)));
    let count = 0;
    for await (const { image, alpha } of clip.frames()) {
      near(squares(image), still, 3);
      assert.equal(alpha, null);
      count++;
    }
    assert.equal(count, 2);
  });

  test(`${name} by cICP: a moving PNG has the colours of the still`, async () => {
    const png = withChunk(plain, 'cICP', cicp);
    const file = join(folder, `${names[0]}-${names[1]}.png`);
    await writeFile(file, movingPng(png));
    const still = squares(await decode(png));
    let count = 0;
    for await (const { image } of (await openClip(file)).frames()) {
      // eight bits of what was sixteen
      near(squares(image), still, 4);
      count++;
    }
    assert.equal(count, 2);
  });
}

/** The picture of a PNG twice, as two frames. */
function movingPng(png: Buffer): Buffer {
  const at = png.indexOf('IDAT');
  const end = png.indexOf('IEND') - 4;
  const parts: Buffer[] = [];
  for (let i = at - 4; i < end; ) {
    const length = png.readUInt32BE(i);
    parts.push(png.subarray(i + 8, i + 8 + length));
    i += 12 + length;
  }
  const data = Buffer.concat(parts);
  const four = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const control = (sequence: number) => {
    const sizes = [sequence, WIDTH, HEIGHT, 0, 0].map(four);
    return pngChunk('fcTL', Buffer.concat([...sizes, Buffer.from([0, 1, 0, 10, 0, 0])]));
  };
  return Buffer.concat([
    png.subarray(0, PNG_HEAD),
    pngChunk('acTL', Buffer.concat([four(2), four(0)])),
    png.subarray(PNG_HEAD, at - 4),
    control(0),
    pngChunk('IDAT', data),
    control(1),
    pngChunk('fdAT', Buffer.concat([four(2), data])),
    pngChunk('IEND', []),
  ]);
}

test('what becomes white rises at once and falls slowly', () => {
  const peak = steadyPeak();
  const [dim, bright] = [new Float32Array(3000).fill(0.5), new Float32Array(3000).fill(4)];
  assert.equal(peak(dim, 0.1), 1);
  const lit = peak(bright, 0.1);
  assert.ok(Math.abs(lit - 4) < 0.1, String(lit));
  const later = Array.from({ length: 20 }, () => peak(dim, 0.1));
  assert.ok(later[0]! > 0.9 * lit && later[0]! < lit, String(later[0]));
  assert.ok(later.every((one, i) => i === 0 || one < later[i - 1]!));
  assert.ok(Math.abs(later[9]! - Math.sqrt(lit)) < 0.01, 'half of the way in a second');
});
