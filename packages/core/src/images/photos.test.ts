/** Pictures as phones, cameras and programs write them (test/fixtures/pictures), each with the right colours. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { decode } from './decode.ts';
import type { Image } from './image.ts';
import { inspect } from './inspect.ts';

const picture = (name: string) =>
  readFile(new URL(`../../../../test/fixtures/pictures/${name}`, import.meta.url));

type Colour = readonly [number, number, number];
/** place as a share of width and height, colour in 0 … 255 */
type Spot = readonly [x: number, y: number, colour: Colour, tolerance?: number];

const WHITE: Colour = [255, 255, 255];
const FIG: Colour = [215, 154, 126];
const fig: Spot[] = [
  [0.005, 0.007, [169, 168, 166], 4],
  [0.5, 0.5, FIG, 6],
];

const READ: readonly (readonly [
  name: string,
  what: string,
  size: readonly [number, number],
  spots: Spot[],
])[] = [
  ['adobe-cmyk.jpg', 'CMYK', [160, 120], [[0.02, 0.02, [188, 52, 42], 12]]],
  ['adobe-ycck.jpg', 'YCCK', [160, 120], [[0.02, 0.02, [188, 52, 42], 12]]],
  ['animated.apng.png', 'animated PNG', [160, 109], [[0.5, 0.5, [210, 95, 61], 3]]],
  ['avif-10bit.avif', '10 bits', [320, 217], [[0.5, 0.5, [219, 158, 124], 3]]],
  ['avif-12bit-grey.avif', '12 bits, grey', [320, 217], [[0.5, 0.5, [156, 156, 156], 3]]],
  ['avif-animated.avif', 'animated AVIF, its still', [160, 109], [[0.5, 0.5, [212, 102, 77], 4]]],
  [
    'avif-hdr-pq.avif',
    'HDR: paper white and the grey of a grey card',
    [64, 48],
    [
      [0.1, 0.5, WHITE, 1],
      [0.9, 0.5, [118, 118, 118], 2],
    ],
  ],
  ['avif-irot-and-exif.avif', 'turned once, not twice', [325, 480], [[0.5, 0.5, [215, 154, 133], 6]]],
  [
    'colour-key.png',
    'one colour is transparent',
    [64, 48],
    [
      [0.1, 0.5, WHITE],
      [0.9, 0.5, [0, 200, 0]],
    ],
  ],
  [
    'gama-linear.png',
    'amounts of light',
    [64, 48],
    [
      [0.1, 0.5, [188, 188, 188], 1],
      [0.9, 0.5, [128, 128, 128], 1],
    ],
  ],
  [
    'gif-first-frame-small.gif',
    'first frame in the middle of the screen',
    [200, 150],
    [
      [0.01, 0.01, WHITE],
      [0.9, 0.5, WHITE],
      [0.5, 0.9, WHITE],
      [0.5, 0.5, [255, 0, 0]],
    ],
  ],
  [
    'webp-first-frame-small.webp',
    'first frame in the middle of the screen',
    [160, 109],
    [
      [0.01, 0.01, WHITE],
      [0.95, 0.9, WHITE],
      [0.5, 0.5, [199, 84, 46], 4],
    ],
  ],
  [
    'greyalpha16.png',
    '16 bits, grey with alpha',
    [64, 48],
    [
      [0.1, 0.5, WHITE],
      [0.9, 0.5, [127, 127, 127], 1],
    ],
  ],
  [
    'rgba16.png',
    '16 bits with alpha',
    [64, 48],
    [
      [0.1, 0.5, WHITE],
      [0.9, 0.5, [255, 127, 127], 1],
    ],
  ],
  [
    'hdr-pq.png',
    'HDR: paper white and the grey of a grey card',
    [64, 48],
    [
      [0.1, 0.5, WHITE, 1],
      [0.9, 0.5, [118, 118, 118], 2],
    ],
  ],
  ['no-eoi.jpg', 'no end marker', [480, 325], fig],
  ['half-eoi.jpg', 'half an end marker', [480, 325], fig],
  ['no-eoi-progressive.jpg', 'no end marker, progressive', [480, 325], fig],
  ['no-eoi-trailer.jpg', 'no end marker, other bytes behind', [480, 325], fig],
  ['zeros-behind-eoi.jpg', 'zeros behind the end', [480, 325], fig],
  ['wrong-rst.jpg', 'restart markers out of turn', [480, 325], fig],
  ['sos-parameters.jpg', 'odd parameters of the scan', [480, 325], fig],
  ['icc-grey-on-rgb.jpg', 'a grey profile on colours', [480, 325], fig],
  ['two-pictures.mpo.jpg', 'two pictures in one file', [480, 325], fig],
  [
    'ultra-hdr.jpg',
    'Ultra HDR: the picture without its gain map',
    [320, 217],
    [[0.5, 0.5, [165, 97, 79], 4]],
  ],
  ['narrow.jpg', 'twenty times as wide as high', [1280, 64], [[0.5, 0.5, [210, 122, 98], 6]]],
];

describe('photos as phones and cameras write them', () => {
  for (const [name, what, [width, height], spots] of READ) {
    test(`${name}: ${what}`, async () => {
      const bytes = await picture(name);
      const seen = await inspect(bytes);
      assert.deepEqual([seen.width, seen.height], [width, height]);
      const whole = await decode(bytes);
      assert.deepEqual([whole.width, whole.height], [width, height]);
      check(whole, spots);
    });
  }

  // shrunk while it is read, a picture takes other ways through libvips
  for (const name of ['gif-first-frame-small.gif', 'hdr-pq.png', 'greyalpha16.png', 'gama-linear.png']) {
    test(`${name}, shrunk`, async () => {
      const [, , , spots] = READ.find((one) => one[0] === name)!;
      check(
        await decode(await picture(name), { maxSide: 40 }),
        spots.filter(([x]) => x !== 0.5).map(([x, y, colour]) => [x, y, colour, 2]),
      );
    });
  }

  test('HEIC and JPEG XL are told by their names', async () => {
    for (const [name, code] of [
      ['iphone-heic-named.jpg', 'image.heic'],
      ['photo.jxl', 'image.jpeg-xl'],
    ] as const) {
      await assert.rejects(inspect(await picture(name)), { code });
      await assert.rejects(decode(await picture(name)), { code });
    }
  });

  test('an animated AVIF without a still picture has its own sentence', async () => {
    const film = await picture('avif-animated.avif');
    film.write('none', film.indexOf('pitm'), 'latin1');
    await assert.rejects(inspect(film), { code: 'image.no-still' });
  });

  test('a WebP without transparency stands on white too', async () => {
    const film = await picture('webp-first-frame-small.webp');
    const background = film.indexOf('ANIM') + 8;
    film.set([0, 0, 0, 255], background);
    check(await decode(film), [[0.01, 0.01, WHITE]]);
  });
});

describe('a JPEG without its end', () => {
  test('is damaged as soon as a visible part is missing, at any size', async () => {
    for (const name of ['no-eoi.jpg', 'no-eoi-progressive.jpg']) {
      const whole = await picture(name);
      for (const missing of [80, 500, 5000]) {
        const part = whole.subarray(0, whole.length - missing);
        await assert.rejects(inspect(part), { code: 'image.damaged' }, `${name} − ${missing}`);
      }
    }
  });

  test('what inspection accepts can be read at every size', async () => {
    for (const name of ['no-eoi.jpg', 'half-eoi.jpg', 'no-eoi-progressive.jpg', 'wrong-rst.jpg']) {
      const whole = await picture(name);
      for (let missing = 0; missing < 60; missing += 3) {
        const part = whole.subarray(0, whole.length - missing);
        if (!(await inspect(part).then(Boolean, () => false))) continue;
        for (const maxSide of [40, 100, 200, 400, 480]) await decode(part, { maxSide });
      }
    }
  });
});

function check({ width, height, data }: Image, spots: readonly Spot[]): void {
  for (const [x, y, colour, tolerance = 0] of spots) {
    const at = 3 * (Math.floor(y * height) * width + Math.floor(x * width));
    const seen = [0, 1, 2].map((c) => Math.round(data[at + c]! * 255));
    const off = Math.max(...seen.map((value, c) => Math.abs(value - colour[c]!)));
    assert.ok(off <= tolerance, `at ${x}, ${y} expected about ${colour} but received ${seen}`);
  }
}
