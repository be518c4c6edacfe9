import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readEnvironment } from './environment.ts';
import { AtelierError } from './errors.ts';
import { DISCORD_CDN_HOSTS } from './photo-hosts.ts';

describe('the environment', () => {
  it('needs nothing: the sandbox, the embedded database and the usual places are the defaults', () => {
    const found = readEnvironment({ HOME: '/home/x', XDG_DATA_HOME: '' });
    assert.equal(found.discordToken, null);
    assert.equal(found.databaseUrl, null);
    assert.equal(found.discordApi, 'https://discord.com/api');
    assert.deepEqual(found.attachmentHosts, DISCORD_CDN_HOSTS);
    assert.deepEqual(found.qualities, ['fast', 'high']);
    assert.deepEqual([found.healthPort, found.healthHost, found.tracesUrl], [null, '127.0.0.1', null]);
    assert.deepEqual(
      [found.engine, found.device, found.threads, found.logLevel],
      ['auto', 'auto', null, 'info'],
    );
    if (process.platform === 'linux') assert.equal(found.dataDirectory, '/home/x/.local/share/atelier');
  });

  it('names ATELIER_DATA where there is no home', () => {
    const before = process.env.HOME;
    process.env.HOME = '';
    try {
      assert.throws(
        () => readEnvironment({}),
        (error) => error instanceof AtelierError && error.message.includes('variable ATELIER_DATA'),
      );
    } finally {
      process.env.HOME = before;
    }
  });

  it('takes what is set', () => {
    const found = readEnvironment({
      DISCORD_API: 'http://127.0.0.1:4000/api/',
      DISCORD_ATTACHMENT_HOSTS: '127.0.0.1:4000, CDN.example.org',
      DATABASE_URL: 'postgres://a:b@db/atelier',
      ATELIER_DATA: 'here',
      ATELIER_ENGINE: 'ONNX',
      ATELIER_DEVICE: 'cuda',
      ATELIER_THREADS: '3',
      ATELIER_MEMORY: '4000',
      ATELIER_QUALITIES: 'high',
      ATELIER_CLIPS: 'off',
      ATELIER_HEALTH_PORT: '0',
      ATELIER_DRAIN_SECONDS: '5',
      LOG_LEVEL: 'debug',
    });
    assert.equal(found.discordApi, 'http://127.0.0.1:4000/api');
    assert.deepEqual(found.attachmentHosts, ['127.0.0.1:4000', 'cdn.example.org']);
    assert.equal(found.dataDirectory, join(process.cwd(), 'here'));
    assert.equal(found.presetsDirectory, join(process.cwd(), 'here', 'presets'));
    assert.equal(readEnvironment({ ATELIER_PRESETS: '/srv/presets' }).presetsDirectory, '/srv/presets');
    assert.deepEqual([found.engine, found.device, found.threads], ['onnx', 'cuda', 3]);
    assert.equal(found.memory, 4000);
    assert.deepEqual([found.clips, readEnvironment({}).clips], [false, true]);
    assert.deepEqual([found.qualities, found.healthPort, found.drainMs], [['high'], 0, 5000]);
  });

  for (const [variable, value] of [
    ['DISCORD_APPLICATION_ID', 'my-bot'],
    ['DISCORD_API', 'discord.com/api'],
    ['DISCORD_API', 'ftp://discord.com/api'],
    ['DISCORD_API', 'https://discord.com/api/v10'],
    ['DISCORD_API', 'https://discord.com/api/v10/'],
    ['ATELIER_DATABASE_WAIT_SECONDS', 'soon'],
    ['DISCORD_ATTACHMENT_HOSTS', 'https://cdn.example.org'],
    ['DISCORD_ATTACHMENT_HOSTS', 'a.example.org,,'],
    ['DATABASE_URL', 'mysql://db'],
    ['ATELIER_ENGINE', 'torch'],
    ['ATELIER_DEVICE', 'tpu'],
    ['ATELIER_THREADS', '0'],
    ['ATELIER_MEMORY', '3GB'],
    ['ATELIER_QUALITIES', 'fast,slow'],
    ['ATELIER_CLIPS', 'sometimes'],
    ['ATELIER_HEALTH_PORT', '70000'],
    ['ATELIER_HEALTH_PORT', '8080x'],
    ['LOG_LEVEL', 'loud'],
  ] as const) {
    it(`names ${variable} when it is “${value}”`, () => {
      assert.throws(
        () => readEnvironment({ [variable]: value }),
        (error) =>
          error instanceof AtelierError &&
          error.code === 'environment.invalid' &&
          error.data.variable === variable,
      );
    });
  }

  it('wants a bucket and keys where there is an object store', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const { objects } = readEnvironment({ ATELIER_OBJECTS: 'https://s3.example.org/bucket/', ...keys });
    assert.deepEqual(objects, {
      url: 'https://s3.example.org/bucket',
      accessKeyId: 'a',
      secretAccessKey: 'b',
      region: 'us-east-1',
    });
    for (const source of [
      { ATELIER_OBJECTS: 'https://s3.example.org/bucket' },
      { ATELIER_OBJECTS: 'https://s3.example.org', ...keys },
    ])
      assert.throws(() => readEnvironment(source), AtelierError);
  });

  it('does not print a database address, which may hold a password', () => {
    assert.throws(
      () => readEnvironment({ DATABASE_URL: 'mysql://root:secret@db' }),
      (error) => error instanceof Error && !error.message.includes('secret'),
    );
  });
});
