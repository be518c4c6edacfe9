import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneLine } from './template.ts';

test('a line is trimmed, and cut between characters', () => {
  assert.equal(oneLine('  The\tStarry\n Night ', 100), 'The Starry Night');
  assert.equal(oneLine('x'.repeat(100), 100), 'x'.repeat(100));
  assert.equal(oneLine('x'.repeat(101), 100), `${'x'.repeat(99)}…`);
  const family = '👩‍👩‍👧‍👦';
  assert.equal(oneLine(`ab${family}${family}`, 14), `ab${family}…`);
  assert.equal(oneLine(`ab${family}${family}`, 13), 'ab…');
  assert.equal(oneLine('e\u0301'.repeat(5), 6), 'e\u0301e\u0301…');
  assert.equal(oneLine('word and more', 6), 'word…');
});

test('what nobody sees is empty', () => {
  for (const nothing of ['', '   ', '\u200b\u200d', '\u2800 \u3164', '\u0007'])
    assert.equal(oneLine(nothing, 10), '');
  assert.equal(oneLine('北斎', 10), '北斎');
});
