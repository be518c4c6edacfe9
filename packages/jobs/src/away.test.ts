import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import pg from 'pg';
import { isDatabaseAway, isLineBroken, patiently, reaching } from './away.ts';
import { AtelierError } from './errors.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('a database that is away', () => {
  it('is told from a wrong statement and from errors of ours', () => {
    for (const code of [
      '57P01',
      '57P03',
      '08006',
      '53300',
      '25006',
      '25P03',
      '55P03',
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
    ])
      assert.equal(isDatabaseAway(coded(code)), true, code);
    for (const code of ['23505', '42P01', '40001', '22P02', 'ERR_INVALID_ARG_TYPE'])
      assert.equal(isDatabaseAway(coded(code)), false, code);
    assert.equal(isDatabaseAway(new AtelierError('job.limit', { limit: 4 })), false);
    assert.equal(isDatabaseAway(new AtelierError('database.unavailable', { reason: 'x' })), true);
    assert.equal(isDatabaseAway(new AggregateError([coded('ECONNREFUSED')])), true);
    assert.equal(isDatabaseAway('text'), false);
  });

  it('is told by a copy of an error too, and from a line that is of no use any more', () => {
    assert.equal(isDatabaseAway({ code: '57P01', message: 'x', queue: 'style-fast' }), true);
    assert.equal(isDatabaseAway({ message: 'Query read timeout (Queue: style-fast)' }), true);
    for (const code of ['57P01', '08006', '25006', '25P03', 'ECONNRESET'])
      assert.equal(isLineBroken(coded(code)), true, code);
    // a lock that somebody holds, a statement that was ended, a server that is full
    for (const code of ['55P03', '57014', '53300', '23505'])
      assert.equal(isLineBroken(coded(code)), false, code);
  });

  it('is what pg throws when nobody listens, and when the server hangs up', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const ask = () => {
      const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'x', password: 'x' });
      pool.on('error', () => {});
      return reaching(pool.query('select 1')).finally(() => pool.end());
    };
    const away = (error: unknown) => error instanceof AtelierError && error.code === 'service.unavailable';
    await assert.rejects(ask(), away);
    await new Promise((done) => server.close(done));
    await assert.rejects(ask(), away);
  });

  it('passes everything else through', async () => {
    assert.equal(await reaching(Promise.resolve(3)), 3);
    await assert.rejects(reaching(Promise.reject(coded('23505'))), { code: '23505' });
  });

  it('is waited for, a wrong statement is not', async () => {
    let tries = 0;
    const back = async () => {
      tries++;
      if (tries < 2) throw coded('ECONNREFUSED');
      return tries;
    };
    assert.equal(await patiently(back), 2);
    await assert.rejects(
      patiently(() => Promise.reject(coded('23505'))),
      { code: '23505' },
    );
    await assert.rejects(
      patiently(() => Promise.reject(coded('57P03')), 0),
      { code: '57P03' },
    );
  });
});
