import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lossCsv } from './loss-csv.ts';

test('a heading, and each row with every digit', () => {
  const rows = [
    { iteration: 0, content: 0, style: 1 / 3, total: 5.78e8 },
    { iteration: 10, content: 1e-9, style: Number.NaN, total: 2 },
  ];
  assert.equal(
    lossCsv(rows),
    'iteration,content,style,total\n0,0,0.3333333333333333,578000000\n10,1e-9,NaN,2\n',
  );
});

test('no rows: the heading alone', () => assert.equal(lossCsv([]), 'iteration,content,style,total\n'));
