import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { withChunk } from '../testing/png-chunk.ts';
import { decode } from './decode.ts';
import { sharp } from './sharp.ts';

type Colour = readonly number[];

/** stripes of 16 × 32 pixels with these values, in 0 … 1 */
function stripes(colours: readonly Colour[], deep = true) {
  const width = 16 * colours.length;
  const most = deep ? 65_535 : 255;
  const values = Array.from({ length: width * 32 }, (_, i) => colours[Math.floor((i % width) / 16)]!).flat();
  const samples = values.map((value) => Math.round(value * most));
  const data = deep ? Uint16Array.from(samples) : Uint8Array.from(samples);
  const raw = sharp(data, { raw: { width, height: 32, channels: 3 } });
  return deep ? raw.toColourspace('rgb16') : raw;
}

const png = async (colours: readonly Colour[], cicp: readonly number[], deep = true) =>
  withChunk(await stripes(colours, deep).png().toBuffer(), 'cICP', cicp);

async function colours(bytes: Uint8Array): Promise<number[][]> {
  const { width, data } = await decode(bytes);
  return Array.from({ length: width / 16 }, (_, i) =>
    [0, 1, 2].map((c) => Math.round(255 * data[3 * (16 * width + 16 * i + 8) + c]!)),
  );
}

function near(actual: Colour, expected: Colour, tolerance: number) {
  const off = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  assert.ok(off <= tolerance, `expected about ${expected} but received ${actual}`);
}

const P3 = [200 / 255, 100 / 255, 50 / 255];
const GREY = [0.5, 0.5, 0.5];

test('Display P3 by cICP, with 8 and with 16 bits; greys stay', async () => {
  for (const deep of [false, true]) {
    const [orange, grey] = (await colours(await png([P3, GREY], [12, 13, 0, 1], deep))) as [
      number[],
      number[],
    ];
    near(orange, [215, 93, 32], 1);
    near(grey, [128, 128, 128], 0);
  }
});

test('Display P3 by nclx of an AVIF: the same as by cICP', async () => {
  const avif = await readFile(new URL('../../../../test/fixtures/pictures/avif-10bit.avif', import.meta.url));
  const plain = await decode(avif);
  const at = avif.indexOf('colrnclx') + 8;
  assert.deepEqual([...avif.subarray(at, at + 4)], [0, 1, 0, 13], 'the file says sRGB');
  avif[at + 1] = 12;
  const meant = await decode(avif);
  for (const i of [0, 30_000, 100_000].map((pixel) => 3 * (pixel % (plain.data.length / 3)))) {
    const [expected] = (await colours(await png([[...plain.data.slice(i, i + 3)]], [12, 13, 0, 1]))) as [
      number[],
    ];
    near(
      [...meant.data.slice(i, i + 3)].map((value) => 255 * value),
      expected,
      2,
    );
  }
});

test('a narrow range is stretched', async () => {
  const [black, white] = (await colours(
    await png([Array(3).fill(16 / 255), Array(3).fill(235 / 255)], [1, 13, 0, 0], false),
  )) as [number[], number[]];
  near(black, [0, 0, 0], 0);
  near(white, [255, 255, 255], 0);
});

/** SMPTE ST 2084 */
function pq(light: number): number {
  const power = (light / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375;
}
const lights = (...candelas: number[]) => candelas.map((light) => Array(3).fill(pq(light)));

test('PQ: without highlights as sRGB would show it, with them only the bright end is bent', async () => {
  const [white, card, dark] = (await colours(await png(lights(203, 36.5, 2), [9, 16, 0, 1]))) as [
    number[],
    number[],
    number[],
  ];
  near(white, [255, 255, 255], 1);
  near(card, [118, 118, 118], 1);
  near(dark, [26, 26, 26], 2);
  const [sun, paper, grey, shade] = (await colours(await png(lights(1000, 203, 36.5, 2), [9, 16, 0, 1]))) as [
    number[],
    number[],
    number[],
    number[],
  ];
  near(sun, [255, 255, 255], 1);
  near(paper, [230, 230, 230], 4);
  near(grey, card, 1);
  near(shade, dark, 1);
});

test('PQ: a coloured light keeps its hue', async () => {
  const [lamp] = (await colours(await png([[pq(900), pq(300), pq(300)], ...lights(100)], [1, 16, 0, 1]))) as [
    number[],
  ];
  assert.ok(lamp[0]! >= 254 && lamp[1] === lamp[2] && lamp[1]! > 120 && lamp[1]! < 180, String(lamp));
});

test('HLG: three quarters of the signal are paper white, half of it a middle grey', async () => {
  const [white, half] = (await colours(await png([Array(3).fill(0.75), GREY], [9, 18, 0, 1]))) as [
    number[],
    number[],
  ];
  near(white, [255, 255, 255], 2);
  near(half, [134, 134, 134], 12);
});

test('alpha is laid over white after the conversion', async () => {
  const glass = await sharp({
    create: { width: 32, height: 32, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.5 } },
  })
    .png()
    .toBuffer();
  const [mixed] = (await colours(withChunk(glass, 'cICP', [12, 13, 0, 1]))) as [number[]];
  near(mixed, [235, 174, 144], 2);
});

test('cICP goes before a profile; a profile and sRGB before gAMA; 1/2.2 is nothing to convert', async () => {
  const gamma = Buffer.alloc(4);
  gamma.writeUInt32BE(100_000);
  const plain = await stripes([GREY], false).png().toBuffer();
  near((await colours(withChunk(plain, 'gAMA', gamma)))[0]!, [188, 188, 188], 0);
  near((await colours(withChunk(withChunk(plain, 'gAMA', gamma), 'sRGB', [0])))[0]!, [128, 128, 128], 0);
  gamma.writeUInt32BE(45_455);
  near((await colours(withChunk(plain, 'gAMA', gamma)))[0]!, [128, 128, 128], 0);
  const profiled = await stripes([P3], false).withIccProfile('p3').png().toBuffer();
  near((await colours(profiled))[0]!, [200, 100, 50], 2);
  near((await colours(withChunk(profiled, 'cICP', [1, 13, 0, 1])))[0]!, [182, 104, 62], 8);
});

test('nonsense in colour chunks changes nothing', async () => {
  const plain = await stripes([P3], false).png().toBuffer();
  const expected = (await colours(plain))[0]!;
  for (const [name, data] of [
    ['cICP', [200, 201, 0, 1]],
    ['cICP', [1, 13]],
    ['gAMA', [0, 0, 0, 0]],
    ['gAMA', [255, 255, 255, 255]],
    ['cHRM', Array(32).fill(0)],
  ] as const) {
    near((await colours(withChunk(plain, name, data)))[0]!, expected, 0);
  }
});

test('a profile on more than 8 bits ends in sRGB', async () => {
  for (const profile of ['srgb', 'p3']) {
    const red = stripes([[1, 0, 0], P3], false).withIccProfile(profile);
    for (const [format, options, tolerance] of [
      ['png', {}, 1],
      ['avif', { bitdepth: 10, quality: 100, chromaSubsampling: '4:4:4', effort: 0 }, 4],
    ] as const) {
      const deep = format === 'png' ? red.clone().toColourspace('rgb16') : red.clone();
      const bytes = await deep.toFormat(format, options).toBuffer();
      const header = await sharp(bytes).metadata();
      assert.deepEqual([header.depth, header.hasProfile], ['ushort', true]);
      const [first, second] = (await colours(bytes)) as [number[], number[]];
      near(first, [255, 0, 0], tolerance);
      near(second, [200, 100, 50], tolerance + 1);
    }
  }
});
