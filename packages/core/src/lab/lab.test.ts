import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chooseEngine } from '../engines/choose.ts';
import type { Image } from '../images/image.ts';
import { RESNET50 } from '../networks/architectures.ts';
import { PUBLISHED } from '../networks/registry.ts';
import { random } from '../random.ts';
import { randomPerceptual } from '../testing/random-perceptual.ts';
import { randomTransform, randomVector } from '../testing/random-transform.ts';
import { type Figure, verdictOf } from './figure.ts';
import { FIGURES } from './figures.ts';
import { Lab } from './lab.ts';
import { pageOf } from './page.ts';
import { plainPass } from './plain-pass.ts';
import { randomNetwork, withoutShortcuts } from './random-network.ts';
import { codeOf, type Outcome, runFigures } from './run.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu', threads: 1 });
const cache = await mkdtemp(join(tmpdir(), 'atelier-lab-'));
after(async () => {
  await engine.close();
  await rm(cache, { recursive: true });
});

function picture(seed: number, width = 64, height = 48): Image {
  const next = random(seed);
  const [a, b] = [next() * 0.3, next() * 0.3];
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y] = [(i / 3) % width, i / 3 / width];
    return 0.5 + 0.4 * Math.sin(a * x + b * y + (i % 3));
  });
  return { width, height, data };
}

function labOf(signal?: AbortSignal): Lab {
  const named = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `picture ${from + i}`, image: picture(from + i) }));
  const network = randomPerceptual();
  return new Lab({ engine, network, scale: 'tiny', photos: named(2, 1), paintings: named(5, 10), signal });
}

async function all(figures: readonly Figure[], lab = labOf(), isFresh = false): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const outcome of runFigures(lab, figures, { cache, isFresh })) outcomes.push(outcome);
  return outcomes;
}

const named = (...names: string[]) => FIGURES.filter(({ name }) => names.includes(name));
const [SMALL, TWO, THREE] = named('content-layers', 'two-styles', 'activation-maps') as [
  Figure,
  Figure,
  Figure,
];
const broken: Figure = {
  ...SMALL,
  name: 'broken',
  run: async () => {
    throw new Error('nothing to be seen');
  },
};

test('the table: every figure has a name of its own, a claim and where it is from', () => {
  assert.equal(new Set(FIGURES.map(({ name }) => name)).size, FIGURES.length);
  for (const { name, title, claim, source, cost, code } of FIGURES) {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(title.length > 10 && claim.length > 40, name);
    assert.match(source, /(19|20)\d\d/, name);
    assert.ok(cost > 0, name);
    for (const pattern of code) assert.notDeepEqual(codeOf([pattern]), [], `${name}: ${pattern}`);
  }
});

test('the experiments of the list are all there', () => {
  const names =
    `content-layers style-layers baseline start trade-off style-depth extractors pooling optimisers
    loss-table style-scale style-rotation two-styles interpolation normalisation training-trade-off dream
    activation-maps patches popping`.split(/\s+/);
  assert.deepEqual(
    FIGURES.map(({ name }) => name),
    names,
  );
});

test('three figures: numbers in every check, pictures, a verdict; the second time nothing is computed', async () => {
  const fractions: number[] = [];
  const outcomes: Outcome[] = [];
  const figures = [SMALL, TWO, THREE];
  const onProgress = ({ fraction }: { fraction: number }) => void fractions.push(fraction);
  for await (const outcome of runFigures(labOf(), figures, { cache, onProgress })) outcomes.push(outcome);
  for (const outcome of outcomes) {
    assert.ok('done' in outcome, 'error' in outcome ? outcome.error : '');
    assert.equal(outcome.isCached, false);
    const { finding, verdict } = outcome.done;
    assert.equal(verdict, verdictOf(finding.checks));
    for (const { says } of finding.checks) assert.match(says, /\d/);
    assert.ok(finding.strips.flatMap(({ shown }) => shown).length > 0);
    for (const row of finding.table.rows) assert.equal(row.length, finding.table.head.length);
  }
  assert.deepEqual([fractions[0], fractions.at(-1)], [0, 1]);
  assert.ok(fractions.every((fraction, i) => i === 0 || fraction >= fractions[i - 1]! - 1e-9));

  const never = (figure: Figure): Figure => ({ ...figure, run: broken.run });
  const again = await all(figures.map(never));
  for (const [i, outcome] of again.entries()) {
    assert.ok('done' in outcome && outcome.isCached);
    assert.deepEqual(outcome.done, (outcomes[i] as typeof outcome).done);
  }
});

test('what a figure depends on: other pictures, another network, a damaged file and --fresh compute it anew', async () => {
  const isCached = async (lab?: Lab, isFresh?: boolean) => {
    const [outcome] = await all([THREE], lab, isFresh);
    assert.ok(outcome !== undefined && 'done' in outcome);
    return outcome.isCached;
  };
  assert.equal(await isCached(), true);
  assert.equal(await isCached(labOf(), true), false);
  const { network, photos, paintings } = labOf();
  const common = { engine, scale: 'tiny', paintings } as const;
  const other = [{ name: 'another', image: picture(77) }, photos[1]!];
  assert.equal(await isCached(new Lab({ ...common, network, photos: other })), false);
  assert.equal(
    await isCached(new Lab({ ...common, network: { ...network, pooling: 'max' }, photos })),
    false,
  );
  const kept = (await readdir(cache)).filter((file) => file.startsWith(THREE.name));
  await Promise.all(kept.map((file) => writeFile(join(cache, file), '{"verdict":')));
  assert.equal(await isCached(), false);
  assert.equal(await isCached(), true);
});

test('a residual network, with its own layers, with and without its shortcuts', async () => {
  const { taps } = PUBLISHED.resnet50!;
  const { photos, paintings } = labOf();
  const common = { engine, scale: 'tiny', photos, paintings } as const;
  for (const architecture of [RESNET50, withoutShortcuts(RESNET50)]) {
    const network = randomNetwork('residual', architecture, { narrow: 32, taps });
    const lab = new Lab({ ...common, network });
    const { image, losses } = await lab.paint({ photo: lab.photo, style: lab.painting, iterations: 1 });
    assert.equal(image.width, lab.photo.width);
    assert.ok(losses.every(({ content, style }) => Number.isFinite(content) && style > 0));
    assert.deepEqual(lab.layers, taps!.style);
  }
  assert.equal(withoutShortcuts(RESNET50).filter(({ kind }) => kind === 'add').length, 0);
});

test('a figure that fails is listed with its error, and the others are done', async () => {
  const outcomes = await all([broken, THREE]);
  assert.deepEqual(
    outcomes.map((outcome) => ('error' in outcome ? outcome.error : outcome.figure.name)),
    ['nothing to be seen', THREE.name],
  );
  const { html } = await pageOf(outcomes, FACTS);
  assert.match(html, /could not be computed[\s\S]*nothing to be seen/);
});

test('stopped: what is finished was handed out, and is there the next time', async () => {
  const stop = new AbortController();
  const finished: string[] = [];
  await assert.rejects(
    async () => {
      for await (const { figure } of runFigures(labOf(stop.signal), [THREE, SMALL], {
        cache,
        isFresh: true,
      })) {
        finished.push(figure.name);
        stop.abort();
      }
    },
    { code: 'job.cancelled' },
  );
  assert.deepEqual(finished, [THREE.name]);
});

const FACTS = {
  network: 'a <b> & "c"',
  pooling: 'average',
  side: 64,
  engine: 'onnx',
  credits: ['us'],
  count: 2,
};

test('the page: whole HTML, nothing from elsewhere, every picture beside it', async () => {
  const { html, pictures } = await pageOf(await all([SMALL, TWO, THREE]), FACTS);
  assert.deepEqual(unclosed(html), []);
  assert.ok(html.startsWith('<!doctype html>') && html.includes('a &lt;b&gt; &amp; &quot;c&quot;'));
  assert.doesNotMatch(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, ''), /https?:|<script|<link|url\(|@import/);
  const named = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, name]) => name!);
  for (const name of named.filter((each) => !each.startsWith('#'))) assert.ok(pictures.has(name), name);
  for (const name of named.filter((each) => each.startsWith('#')))
    assert.ok(html.includes(`id="${name.slice(1)}"`));
  for (const [, bytes] of pictures) assert.equal(Buffer.from(bytes).toString('latin1', 8, 12), 'WEBP');
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
});

/** Elements that are opened and not closed, or closed and not opened. */
function unclosed(html: string): string[] {
  const empty = new Set(['meta', 'img', 'br', '!doctype']);
  const open: string[] = [];
  for (const [, close, tag, selfClosed] of html.matchAll(/<(\/?)([a-z!][a-z0-9]*)\b[^>]*?(\/?)>/gi)) {
    if (selfClosed || empty.has(tag!.toLowerCase())) continue;
    if (!close) open.push(tag!);
    else if (open.at(-1) === tag) open.pop();
    else return [...open, `/${tag}`];
  }
  return open;
}

test('a pass without an engine is the engine’s pass; frozen statistics are those that are given', async () => {
  const network = randomTransform(3, { coarse: 1 });
  const style = randomVector(network, 5);
  const photo = picture(4, 40, 32);
  const expected = await engine.transform(network, photo, style);
  const own = plainPass(network, { style }, photo);
  assert.ok(farthest(own, expected) < 1e-3, String(farthest(own, expected)));
  // with means of 0 and variances of 1 everywhere, twice the scale is another picture than with the photo's own
  const running = Float32Array.from(style, () => 1);
  const frozen = plainPass(network, { style, running }, photo);
  assert.ok(farthest(frozen, own) > 0.01);
  assert.equal(farthest(frozen, plainPass(network, { style, running }, photo)), 0);
});

const farthest = (a: Image, b: Image) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
