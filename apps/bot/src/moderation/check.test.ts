import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { isDoubtful } from './check.ts';
import { createClassifier } from './classifier.ts';

it('a picture is doubtful by what is explicit in it, or by much that is not quite', () => {
  const cases: [shares: Record<string, number>, doubtful: boolean][] = [
    [{ Neutral: 0.99, Sexy: 0.01 }, false],
    [{ Drawing: 1 }, false],
    [{ Sexy: 0.6, Neutral: 0.4 }, false],
    [{ Porn: 0.3, Hentai: 0.25, Neutral: 0.45 }, true],
    [{ Sexy: 0.6, Porn: 0.25, Neutral: 0.15 }, true],
    [{}, false],
  ];
  for (const [shares, expected] of cases) assert.equal(isDoubtful(shares), expected, JSON.stringify(shares));
});

it('the network is there without a line to anywhere, and finds a photo of fruit harmless', async (test) => {
  const classifier = createClassifier();
  test.after(() => classifier.close());
  const photo = await readFile(new URL('../../../../docs/photos/fig.jpg', import.meta.url));
  const shares = await classifier.classify(photo);
  assert.deepEqual(Object.keys(shares).sort(), ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy']);
  assert.ok(shares.Neutral! > 0.8, JSON.stringify(shares));
  assert.equal(isDoubtful(shares), false);
});
