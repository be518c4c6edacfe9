import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startTraces, traced } from './traces.ts';

interface Span {
  traceId: string;
  name: string;
  attributes: { key: string; value: object }[];
  status: { code?: number };
}
interface Sent {
  resourceSpans: {
    resource: { attributes: { key: string; value: object }[] };
    scopeSpans: { spans: Span[] }[];
  }[];
}

const JOB = 'd3b07384-d9a0-8c9b-8f3e-00000000000a';

describe('traces', () => {
  it('of one job are one trace, whose id is the job’s', async (test) => {
    const sent: Sent[] = [];
    const collector = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      sent.push(JSON.parse(Buffer.concat(parts).toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
    test.after(() => collector.close());
    const { port } = collector.address() as AddressInfo;
    const traces = await startTraces(`http://127.0.0.1:${port}/v1/traces`, 'atelier-worker');
    assert.equal(await traced('paint', JOB, { attempt: 2 }, async () => 7), 7);
    const failing = traced('deliver', JOB, {}, async () => {
      throw new Error('broken');
    });
    await assert.rejects(failing, /broken/);
    await traces.end();

    const spans = sent.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap((one) => one.scopeSpans[0]!.spans),
    );
    assert.deepEqual(
      spans.map(({ name, traceId, status }) => [name, traceId, status.code ?? 0]),
      [
        ['paint', JOB.replaceAll('-', ''), 0],
        ['deliver', JOB.replaceAll('-', ''), 2],
      ],
    );
    assert.ok(
      spans[0]!.attributes.some(({ key, value }) => key === 'attempt' && JSON.stringify(value).includes('2')),
    );
    const named = sent[0]!.resourceSpans[0]!.resource.attributes.find(({ key }) => key === 'service.name');
    assert.deepEqual(named?.value, { stringValue: 'atelier-worker' });
  });

  it('say what to install where the packages are missing', async (test) => {
    const missing = `export async function resolve(name, context, next) {
      if (name.startsWith('@opentelemetry/sdk-trace')) throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    }`;
    const script = `
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(missing)}));
      const { startTraces } = await import(${JSON.stringify(new URL('./traces.ts', import.meta.url).href)});
      await startTraces('http://127.0.0.1:9/v1/traces', 'x').catch(({ code, message }) => console.log(code, message));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.match(stdout, /^traces\.unavailable .*npm install --no-save @opentelemetry\/sdk-trace /);
    test.diagnostic(stdout.trim());
  });

  it('cost nothing and need nothing where nobody asked for them', async () => {
    const traces = await startTraces(null, 'atelier-bot');
    assert.equal(await traced('paint', JOB, {}, async () => 7), 7);
    await traces.end();
  });
});
