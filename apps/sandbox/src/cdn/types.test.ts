import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanName, contentType } from './types.ts';

test('a file’s name is cleaned as Discord cleans it', () => {
  const table: [string, string][] = [
    ['my photo.JPG', 'my_photo.JPG'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\photos\\fig.png', 'fig.png'],
    ['.hidden', 'hidden'],
    ['café ☕ (1).png', 'café__1.png'],
    ['', 'unknown'],
  ];
  for (const [given, clean] of table) assert.equal(cleanName(given), clean);
});

test('the type is told by the extension alone', () => {
  assert.equal(contentType('a.JPEG'), 'image/jpeg');
  assert.equal(contentType('a.jpg.exe'), undefined);
});
