import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { forbidden } from '../../scripts/layers.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('a room imports from rooms below it and from nowhere else', () => {
  const allowed: [from: string, to: string][] = [
    ['packages/queue/src/submit.ts', 'packages/contract/src/order.ts'],
    ['packages/queue/src/submit.ts', 'packages/queue/src/store/jobs.ts'],
    ['apps/bot/src/dispatch/route.ts', 'apps/bot/src/features/style.ts'],
    ['apps/bot/src/run.ts', 'apps/bot/src/dispatch/serve.ts'],
    ['packages/core/src/engines/choose.ts', 'packages/core/src/engines/onnx/onnx-engine.ts'],
    ['test/bot/support.ts', 'apps/bot/src/run.ts'],
  ];
  for (const [from, to] of allowed) assert.equal(forbidden({ from, to }), null, `${from} imports ${to}`);

  const back: [from: string, to: string][] = [
    ['packages/contract/src/order.ts', 'packages/core/src/errors.ts'],
    ['packages/queue/src/submit.ts', 'packages/discord/src/reply/queued.ts'],
    ['packages/queue/src/submit.ts', 'packages/embedded-postgres/src/start.ts'], // side by side
    ['packages/queue/src/store/jobs.ts', 'packages/queue/src/submit.ts'],
    ['packages/discord/src/texts/en.ts', 'packages/discord/src/deliver.ts'],
    ['apps/sandbox/src/run.ts', 'packages/contract/src/order.ts'],
    ['apps/bot/src/run.ts', 'apps/worker/src/run.ts'],
    ['apps/bot/src/reply/bot.ts', 'apps/bot/src/submit/settings-cache.ts'],
    ['apps/bot/src/buttons/cancel.ts', 'apps/bot/src/features/queue.ts'],
    ['apps/bot/src/features/style.ts', 'apps/bot/src/dispatch/route.ts'],
    ['apps/bot/src/reply/bot.ts', 'apps/bot/src/run.ts'],
    ['apps/bot/src/a-new-room/x.ts', 'apps/bot/src/reply/bot.ts'],
    ['packages/core/src/images/resize.ts', 'packages/core/src/transfer/paint.ts'],
    ['packages/core/src/transfer/paint.ts', 'packages/core/src/engines/onnx/graph.ts'],
    ['packages/core/src/transfer/fast/plan.ts', 'packages/core/src/transfer/high/plan.ts'],
    ['packages/core/src/images/resize.ts', 'packages/core/src/testing/random-transform.ts'],
    ['packages/core/src/engines/engine.ts', 'packages/core/src/engines/tensorflow/load.ts'],
    ['packages/core/src/errors.ts', 'test/support/database.ts'],
  ];
  for (const [from, to] of back) assert.notEqual(forbidden({ from, to }), null, `${from} imports ${to}`);
});

test('Biome finds a circle of imports, one of types too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'circle-'));
  try {
    cpSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    writeFileSync(join(folder, 'a.ts'), "import type { B } from './b.ts';\nexport type A = B[];\n");
    writeFileSync(join(folder, 'b.ts'), "import type { A } from './a.ts';\nexport type B = A | null;\n");
    const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [biome, 'lint', '--vcs-enabled=false', '--only=suspicious/noImportCycles', '.'],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 1, `${stdout}${stderr}`);
    assert.match(`${stdout}${stderr}`, /noImportCycles/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
