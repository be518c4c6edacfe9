import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AtelierError, type ErrorCode, sentenceFor } from '@atelier/bot/errors.ts';
import { WORDS } from '@atelier/bot/words.ts';
import { COMMON_ERRORS, type ErrorData, formOf, type Sentence } from '@atelier/contract/errors.ts';
import { CORE_ERRORS } from '@atelier/core/errors.ts';
import { DISCORD_ERRORS } from '@atelier/discord/errors.ts';
import { LANGUAGES } from '@atelier/discord/texts/locale.ts';
import { QUEUE_ERRORS } from '@atelier/queue/errors.ts';
import { RUNTIME_ERRORS } from '@atelier/runtime/errors.ts';

/** Every error with data as it comes, each form of it once: see “in every form”. */
const DATA: Record<ErrorCode, ErrorData[]> = {
  'image.empty': [{}],
  'image.unknown-type': [{}],
  'image.svg': [{}],
  'image.heic': [{}],
  'image.jpeg-xl': [{}],
  'image.no-still': [{}],
  'image.too-costly': [{}],
  'image.damaged': [{}],
  'image.too-many-bytes': [{ megabytes: 25.1, limit: 25 }],
  'image.too-many-pixels': [{ width: 12000, height: 9000, limit: 100 }],
  'image.too-small': [{ width: 8, height: 900, limit: 16 }],
  'image.too-narrow': [{ limit: 20 }],
  'clip.off': [{}],
  'clip.unknown-type': [{}],
  'clip.sheet': [{}],
  'clip.no-ffmpeg': [{}],
  'clip.damaged': [{}],
  'clip.no-frames': [{}],
  'clip.too-large': [{ width: 10000, height: 9000, limit: 4096 }],
  'fetch.host': [{}],
  'fetch.redirect': [{}],
  'fetch.failed': [{}],
  'fetch.timeout': [{}],
  'preset.unknown': [
    { preset: 'zz', presets: 'starry-night, udnie' },
    { preset: 'udni', presets: 'starry-night, udnie', near: 'udnie', kind: 'near' },
  ],
  'preset.too-large': [{ preset: 'udnie', kilobytes: 300, limit: 200 }],
  'preset.count': [{ limit: 20 }],
  'quota.count': [{ limit: 10 }],
  'preset.title-taken': [{ title: 'Udnie' }],
  'preset.gone': [{}],
  'lesson.count': [{ limit: 2 }],
  'lesson.over': [{}],
  'preset.no-fast': [
    { preset: 'udnie', presets: 'starry-night', kind: 'other' },
    { preset: 'own-style', presets: 'starry-night', kind: 'own' },
  ],
  'preset.outdated': [{ preset: 'udnie' }],
  'preset.name': [{ preset: 'A B', limit: 40 }],
  'preset.taken': [{ preset: 'udnie', what: 'your own, Udnie' }],
  'preset.not-own': [{ preset: 'udnie', folder: '/data/presets' }],
  'option.invalid': [
    { option: 'strength', kind: 'whole', min: 0, max: 100, received: '101' },
    { option: 'size', kind: 'whole', min: 64, max: 1024, received: 9000 },
    { option: 'share', kind: 'range', min: 0, max: 1, received: '2' },
    { option: 'quality', kind: 'one-of', names: 'fast, high', received: 'ultra' },
    { option: 'quality', kind: 'one-of', names: 'fast, high', received: '' },
    { option: 'style_image', kind: 'missing-picture', received: '' },
    { option: 'preset', beside: 'style_image', kind: 'missing-style', received: '' },
    { option: 'blend', beside: 'blend_share', kind: 'missing-blend', received: '' },
    { option: 'mix', kind: 'high-only', received: 'fast' },
    { option: 'preset', beside: 'blend', kind: 'three-styles', received: 'starry-night' },
    { option: 'size', kind: 'high-size', max: 1024, most: 2048, received: 2000 },
    { option: 'match', kind: 'own-picture', received: 'udnie' },
    { option: 'preset', expected: 'a preset or a style picture', received: '' },
  ],
  'engine.unavailable': [{ engine: 'tensorflow', reason: 'the package is not installed' }],
  'engine.out-of-memory': [{}],
  'model.missing': [{ file: 'x.safetensors' }],
  'model.damaged': [{ file: 'x.safetensors', reason: 'the tensor is not finite' }],
  'model.unknown': [{ name: 'vgg', names: 'vgg16, vgg19' }],
  'model.not-pulled': [{ name: 'vgg19' }],
  'model.changed': [{ name: 'vgg19', file: 'x.safetensors', received: 'ab12', expected: 'cd34' }],
  'model.unsuitable': [{ name: 'vgg19', file: 'x.safetensors', reason: 'the layer is not there' }],
  'download.unreachable': [{ name: 'vgg19', host: 'host.example', reason: 'the name is not known' }],
  'download.refused': [{ host: 'host.example', url: 'https://host.example/x', status: 404 }],
  'download.interrupted': [{ host: 'host.example', megabytes: '1.5' }],
  'download.no-ranges': [{ name: 'vgg19', host: 'host.example' }],
  'download.wrong-digest': [{ name: 'vgg19', host: 'host.example', received: 'ab12', expected: 'cd34' }],
  'disk.full': [{ folder: '/data', megabytes: 80 }],
  'tensorflow.processor': [{ reason: 'it needs a processor with AVX' }],
  'tensorflow.no-python': [{ least: '3.10', most: '3.13', found: 'there is none here' }],
  'tensorflow.no-compiler': [{}],
  'tensorflow.unreachable': [{ what: 'fetching tensorflow-cpu' }],
  'tensorflow.failed': [{ what: 'building the binding', reason: 'it was killed', log: '/data/install.log' }],
  'file.unreadable': [{ file: 'x.jpg', reason: 'it does not exist' }],
  'file.unwritable': [{ file: 'x.jpg', reason: 'its folder does not exist' }],
  'job.limit': [{ limit: 4 }, { limit: 1 }],
  'job.quota': ['pictures-hour', 'pictures-day', 'seconds-hour', 'seconds-day'].map((kind) => ({
    kind,
    limit: 4,
    freeAt: 1_790_000_000,
  })),
  'job.cancelled': [{}],
  'job.worker-lost': [{}],
  'job.expired': [{ hours: 24 }],
  'photo.gone': [{}],
  'job.unknown': [{}],
  'job.not-yours': [{}],
  'job.unfinished': [{}],
  'job.too-late': [{}],
  'strength.end': [{ strength: 100 }],
  'report.nobody': [{}],
  'size.end': [{ size: 1024 }],
  'photo.not-shared': [{}],
  'message.no-picture': [{}],
  'form.stale': [{}, { kind: 'several' }],
  'server.manage': [{}],
  'picture.unsafe': [{}],
  'settings.channel': [{ channels: '<#1>, <#2>' }],
  'settings.role': [{}],
  'service.unavailable': [{}],
  'database.unavailable': [{ reason: 'the connection is refused' }],
  'environment.invalid': [{ variable: 'LOG_LEVEL', expected: 'one of the levels', received: '“x”' }],
  'environment.missing': [{ variable: 'DATABASE_URL', purpose: 'the Postgres that is shared' }],
  'database.unsuitable': [{ reason: 'its encoding is LATIN1, not UTF8' }],
  'database.embedded': [{ reason: 'the user id 4711 has no account' }],
  'start.directory': [{ path: '/data', reason: 'the disk is full', variable: 'ATELIER_DATA' }],
  'start.twice': [{ directory: '/data' }],
  'start.port': [{ port: 8080, reason: 'another program has it', variable: 'ATELIER_HEALTH_PORT' }],
  'traces.unavailable': [{ packages: '@opentelemetry/sdk-trace' }],
  internal: [{}],
};

/** Words that only English has; commands, flags and names of files are left aside. */
const ENGLISH =
  /(?<!\p{L})(the|of|is|are|and|not|from|with|which|this|that|cannot|expected|received|picture|nothing|number|whole|high quality)(?!\p{L})/iu;
const TECHNICAL = /atelier (models|learn) [^.。：:]*|--[a-z-]+|own-style/g;

describe('every error', () => {
  const cases = Object.entries(DATA).flatMap(([code, all]) => all.map((data) => ({ code, data })));
  for (const { code, data } of cases) {
    const shown = [code, data.kind, data.option, data.limit === 1 && 'one'].filter(Boolean).join(' ');
    it(`reads in six languages, each its own: ${shown}`, () => {
      const error = new AtelierError(code as ErrorCode, data);
      const sentences = LANGUAGES.map((language) => sentenceFor(language, error));
      assert.equal(sentenceFor('en', error), sentences[0]);
      assert.equal(new Set(sentences).size, LANGUAGES.length, sentences.join('\n'));
      for (const sentence of sentences) assert.doesNotMatch(sentence, /[{}]|undefined|NaN|\[object/);
      for (const sentence of sentences.slice(1))
        assert.doesNotMatch(sentence.replace(TECHNICAL, ''), ENGLISH);
    });
  }

  it('is rendered in every form that its sentence has', () => {
    const sources = {
      ...COMMON_ERRORS,
      ...CORE_ERRORS,
      ...RUNTIME_ERRORS,
      ...QUEUE_ERRORS,
      ...DISCORD_ERRORS,
    };
    const written = Object.entries<{ sentence: Sentence }>(sources).map(
      ([code, { sentence }]) => [code, sentence] as const,
    );
    for (const [code, sentence] of [...written, ...Object.entries<Sentence>(WORDS.errors)]) {
      if (typeof sentence === 'string') continue;
      const rendered = DATA[code as ErrorCode].map((data) => formOf(sentence, data));
      assert.deepEqual([...new Set(rendered)].sort(), Object.keys(sentence).sort(), code);
    }
  });

  it('names an option as the person’s own Discord does', () => {
    const missing = new AtelierError('option.invalid', {
      option: 'style_image',
      kind: 'missing-picture',
      received: '',
    });
    const names = [
      'style_image',
      'stilbild',
      'image_de_style',
      'imagen_de_estilo',
      'スタイル画像',
      'imagem_de_estilo',
    ];
    for (const [i, language] of LANGUAGES.entries())
      assert.ok(sentenceFor(language, missing).includes(names[i]!));
  });

  it('belongs to the package that throws it', () => {
    const owners = {
      'packages/core': CORE_ERRORS,
      // the Postgres that comes along is part of what a process runs on
      'packages/{runtime,embedded-postgres}': RUNTIME_ERRORS,
      'packages/queue': QUEUE_ERRORS,
      'packages/discord': DISCORD_ERRORS,
      'apps/bot': WORDS.errors,
    };
    const root = fileURLToPath(new URL('..', import.meta.url));
    for (const [owner, errors] of Object.entries(owners)) {
      const files = globSync(`${owner}/src/**/*.ts`, { cwd: root });
      const sources = files
        .filter((file) => !/\.test\.ts$|src.(errors\.ts|texts)/.test(file))
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .join('\n');
      const never = Object.keys(errors).filter((code) => !sources.includes(`'${code}'`));
      assert.deepEqual(never, [], owner);
    }
  });
});
