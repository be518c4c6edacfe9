import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startWorker } from '@atelier/worker/run.ts';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { openStage, photo } from '../bot/support.ts';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { someResult } from '../support/request.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}
const rules: Rule[] = parse(read('deploy/prometheus/alerts.yaml')).groups.flatMap(
  ({ rules }: { rules: Rule[] }) => rules,
);
interface Panel {
  title: string;
  targets: { expr: string }[];
}
const panels: Panel[] = JSON.parse(read('deploy/grafana/atelier.json')).panels;
const queries = [
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ of: `board: ${title}`, expr: expr.replaceAll('$__rate_interval', '5m') })),
  ),
];

/** The selectors of a query: the name of a series, and what is asked of its labels. */
function selectorsOf(
  expr: string,
): { name: string; labels: { name: string; value: string; op: string }[] }[] {
  const found: ReturnType<typeof selectorsOf> = [];
  const text = (node: { from: number; to: number }) => expr.slice(node.from, node.to);
  parser.parse(expr).iterate({
    enter(node) {
      assert.ok(
        !node.type.isError,
        `${expr}: wrong at “${expr.slice(Math.max(0, node.from - 10), node.from + 10)}”`,
      );
      if (node.name !== 'VectorSelector') return;
      const labels: (typeof found)[number]['labels'] = [];
      node.node.cursor().iterate((inner) => {
        if (inner.name !== 'UnquotedLabelMatcher') return;
        const [name, op, value] = [
          inner.node.firstChild!,
          inner.node.childAfter(inner.node.firstChild!.to)!,
          inner.node.lastChild!,
        ].map(text) as [string, string, string];
        labels.push({ name, op, value: JSON.parse(value) });
      });
      found.push({ name: text(node.node.getChild('Identifier')!), labels });
    },
  });
  return found;
}

/** Series with the labels that they were seen with. */
function seriesOf(metrics: string): Map<string, Record<string, string>[]> {
  const found = new Map<string, Record<string, string>[]>();
  for (const line of metrics.split('\n')) {
    const [, name, labels = ''] = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? \S+$/i.exec(line) ?? [];
    if (name === undefined) continue;
    const seen = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
    found.set(name, [...(found.get(name) ?? []), Object.fromEntries(seen)]);
  }
  return found;
}

/** /metrics of a bot and of a worker that have painted one picture. */
async function liveMetrics(test: TestContext): Promise<string> {
  const stage = await openStage(test);
  const painter = {
    name: 'test',
    device: 'none',
    reason: 'a test',
    paint: async () => someResult(),
    close: async () => {},
  };
  const worker = await startWorker({ environment: stage.environment, log: testLog, painter });
  stage.defer(() => worker.close());
  const bot = await stage.startBot();
  const interaction = stage.sandbox.sendStyle({
    photo,
    preset: 'starry-night',
    quality: 'fast',
  });
  const at = async (port: number | null) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await eventually('a delivery', async () =>
    /atelier_deliveries_total\{way="edit".*\} [1-9]/.test(await at(worker.healthPort)),
  );
  assert.ok(interaction.id);
  return `${await at(bot.healthPort)}\n${await at(worker.healthPort)}`;
}

describe('the alert rules and the board', () => {
  it('ask only for series, and labels of them, that bot and worker serve', async (test) => {
    const metrics = await liveMetrics(test);
    const series = seriesOf(metrics);
    for (const { of, expr } of queries) {
      const selectors = selectorsOf(expr);
      assert.ok(selectors.length > 0, `${of} asks for nothing`);
      for (const { name, labels } of selectors) {
        const seen = series.get(name);
        assert.ok(seen, `${of} asks for ${name}, which nobody serves`);
        const wanted = labels.filter(({ op }) => op === '=');
        const all = labels.filter(({ name: label }) => !seen.some((one) => label in one));
        assert.deepEqual(all, [], `${of}: ${name} has no such label`);
        const fits = seen.some((one) => wanted.every(({ name: label, value }) => one[label] === value));
        assert.ok(fits, `${of}: no ${name} is ever seen with ${JSON.stringify(wanted)}`);
      }
    }
    const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
    assert.equal(count('atelier_acknowledgement_seconds_count\\{outcome="taken"\\}'), 1);
    assert.equal(count('atelier_waiting_seconds_count\\{quality="fast"\\}'), 1);
    assert.equal(count('atelier_painting_seconds_count\\{quality="fast"\\}'), 1);
    assert.equal(count('atelier_attempts_total\\{quality="fast",outcome="painted"\\}'), 1);
    assert.equal(count('atelier_workers\\{state="working"\\}'), 1);
    // docs/operate/metrics.md is the list of what there is
    const ours = [...metrics.matchAll(/^# TYPE (atelier_\w+) /gm)].map(([, name]) => name);
    const documented = [...read('docs/operate/metrics.md').matchAll(/^\| `(atelier_\w+)/gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(documented.toSorted(), [...new Set(ours)].toSorted());
  });

  it('have a page for each alert, which quotes it', () => {
    const pages = readdirSync(new URL('docs/operate/alerts/', ROOT)).map((file) => basename(file, '.md'));
    assert.deepEqual(pages.toSorted(), rules.map(({ alert }) => alert).toSorted());
    for (const { alert, expr, labels, annotations } of rules) {
      const page = read(annotations.runbook_url);
      for (const part of [`# ${alert}\n`, '## What it means', '## What to do', `*${labels.severity}*`])
        assert.ok(page.includes(part), `${alert}: ${part}`);
      const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
      assert.ok(words(page).includes(words(expr)), `${alert}: the page quotes another query`);
    }
  });

  const promtool = spawnSync('promtool', ['--version']).error === undefined;
  it('fire when they should', {
    skip: promtool ? false : 'promtool is not installed (Debian: prometheus)',
  }, () => {
    const cases = fileURLToPath(new URL('test/operate/alerts-cases.yaml', ROOT));
    execFileSync('promtool', ['test', 'rules', cases], { stdio: 'pipe' });
    execFileSync('promtool', [
      'check',
      'config',
      fileURLToPath(new URL('deploy/prometheus/prometheus.yaml', ROOT)),
    ]);
  });
});
