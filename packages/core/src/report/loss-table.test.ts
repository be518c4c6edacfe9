import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLoss } from './format-loss.ts';
import { lossTable } from './loss-table.ts';

test('numbers: three digits, zero, tiny, huge and not a number', () => {
  const read = {
    0: '0',
    0.42: '0.420',
    5.314: '5.31',
    99.96: '100',
    12345: '12345',
    3e7: '3.00e+7',
    1e-5: '1.00e-5',
  };
  for (const [value, text] of Object.entries(read)) assert.equal(formatLoss(Number(value)), text);
  assert.equal(formatLoss(Number.NaN), 'NaN');
});

test('columns are aligned to the right', () => {
  const rows = [
    { iteration: 0, content: 0, style: 12345, total: 12345 },
    { iteration: 430, content: 0.0312, style: 0.4, total: 0.4312 },
  ];
  assert.equal(
    lossTable(rows),
    [
      'iteration  content  style  total',
      '        0        0  12345  12345',
      '      430   0.0312  0.400  0.431',
    ].join('\n'),
  );
});

test('thinned evenly, first and last kept', () => {
  const rows = Array.from({ length: 50 }, (_, i) => ({ iteration: i, content: 1, style: 1, total: 2 }));
  const iterations = lossTable(rows, { maxRows: 4 })
    .split('\n')
    .slice(1)
    .map((line) => Number.parseInt(line, 10));
  assert.deepEqual(iterations, [0, 16, 33, 49]);
});
