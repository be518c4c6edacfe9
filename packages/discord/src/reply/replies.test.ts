import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '@atelier/contract/job.ts';
import { OWN_STYLE } from '@atelier/contract/order.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { type APIComponentInContainer, ComponentType } from 'discord-api-types/v10';
import { LANGUAGES } from '../texts/locale.ts';
import { TEXTS } from '../texts/texts.ts';
import { parseCustomId } from './custom-id.ts';
import { failureReply } from './failure.ts';
import { lossesReply } from './losses.ts';
import type { Payload } from './payload.ts';
import { progressReply } from './progress.ts';
import { queuedReply, takenReply } from './queued.ts';
import { resultReply } from './result.ts';
import { bar, duration, loss } from './words.ts';

const job = { preset: 'starry-night', quality: 'high', fileName: 'my dog (1).jpeg' } as const;
const progress = {
  iteration: 120,
  iterations: 430,
  fraction: 0.279,
  width: 256,
  height: 192,
  content: 0.25,
  style: 0.5,
  total: 0.75,
};
const result: Result = {
  picture: new Uint8Array(10),
  pictureType: 'png',
  fallback: null,
  width: 512,
  height: 384,
  seconds: 12.34,
  iterations: 430,
  seed: 7,
  engine: 'onnx',
  device: 'cpu',
  losses: [
    { iteration: 0, content: 0, style: 4.123, total: 4.123 },
    { iteration: 100, content: 9, style: 9, total: 9 },
    { iteration: 429, content: 0.5, style: 0.25, total: 0.75 },
  ],
};

const ALL: Record<string, Payload> = {
  taken: takenReply(job),
  queued: queuedReply(job, { ahead: 3, readyAt: 1_790_000_000_500 }),
  progress: progressReply(job, progress, { bytes: new Uint8Array(3), type: 'webp' }),
  'progress without preview': progressReply(job, progress),
  result: resultReply(job, result),
  losses: lossesReply({ ...job, ...result }, new Uint8Array(5)),
  'losses without plot': lossesReply({ ...job, ...result, losses: result.losses.slice(0, 1) }, null),
  'losses that are missing': lossesReply({ ...job, ...result, losses: [] }, null),
  'losses that are to come': lossesReply({ ...job, ...result, losses: [] }, null, { soon: true }),
  failure: failureReply(job, { code: 'image.too-small', data: { width: 3, height: 4, limit: 16 } }),
};

/** A job with all that can be told of it. */
const whole = {
  ...job,
  quality: 'fast',
  id: '01234567-89ab-8cde-8f01-23456789abcd',
  locale: 'en',
  strength: 85,
  blend: 'great-wave',
  blendShare: 30,
  keepColours: true,
  spoiler: true,
  watermark: true,
} as const;

/** Every component of a message, those inside others too. */
function componentsOf({ body }: Payload): APIComponentInContainer[] {
  const walk = (component: object): object[] => {
    const { components = [], accessory } = component as { components?: object[]; accessory?: object };
    return [component, ...components.flatMap(walk), ...(accessory ? walk(accessory) : [])];
  };
  return body.components.flatMap(walk) as APIComponentInContainer[];
}

/** What its buttons and selects do. */
function actionsOf(reply: Payload): string[] {
  return componentsOf(reply)
    .map((component) => ('custom_id' in component ? String(component.custom_id) : ''))
    .filter(Boolean)
    .map((id) => {
      const parsed = parseCustomId(id);
      assert.equal(parsed?.subject, whole.id);
      return parsed.action;
    });
}

const text = ({ body }: Payload) => JSON.stringify(body.components);

describe('every reply', () => {
  for (const [name, reply] of Object.entries(ALL)) {
    it(`${name}: Components V2, mentions nobody, shows exactly the files it brings, each with alt text`, () => {
      const { body, files } = reply;
      assert.equal(body.flags, 1 << 15);
      assert.deepEqual(body.allowed_mentions, { parse: [] });
      assert.ok(!('content' in body) && !('embeds' in body));
      assert.deepEqual(
        body.attachments.map(({ id, filename }) => `${id} ${filename}`),
        files.map((file, i) => `${i} ${file.name}`),
      );
      const shown = [...text(reply).matchAll(/attachment:\/\/([^"]+)/g)].map(([, file]) => file);
      assert.deepEqual(shown.sort(), files.map((file) => file.name).sort());
      for (const { name: file, description } of files) {
        assert.match(file, /^[\w-]+\.\w+$/);
        assert.ok(description.length > 10 && description.length <= 1024);
      }
      assert.equal(body.components.length, 1);
    });
  }
});

describe('a reply', () => {
  it('tells the place in the queue', () => {
    assert.match(text(queuedReply(job, 0)), /You are next\./);
    assert.match(text(queuedReply(job, 1)), /One picture is before yours\./);
    assert.match(text(queuedReply(job, 3)), /3 pictures are before yours\./);
  });

  it('tells when the picture will be ready, unless nobody can paint it; before there is a job, neither', () => {
    const readyAt = 1_790_000_000_500;
    assert.match(text(queuedReply(job, { ahead: 0, readyAt })), /Ready <t:1790000001:R>\./);
    assert.doesNotMatch(text(queuedReply(job, { ahead: 0, readyAt, noWorker: true })), /<t:/);
    assert.doesNotMatch(text(takenReply(job)), /queue|next|before|<t:/);
  });

  it('tells the progress by bar, per cent, iteration and loss', () => {
    const shown = text(ALL.progress!);
    assert.match(shown, /▰{5}▱{15} 27 %/);
    assert.match(shown, /Iteration 120 of 430 · total loss 0\.750 · 256×192/);
  });

  it('tells a result in one line, and everything about it behind Losses', () => {
    const words = (reply: Payload) =>
      componentsOf(reply).flatMap((one) => ('content' in one ? [one.content] : []));
    assert.deepEqual(words(ALL.result!), [
      '**The Starry Night**, Vincent van Gogh · high quality · 512×384 · 12 s',
    ]);
    assert.deepEqual(
      ALL.result!.files.map(({ name, contentType }) => `${name} ${contentType}`),
      ['my-dog-1-starry-night.png image/png'],
    );
    const shown = text(ALL.losses!);
    for (const part of [
      'high quality',
      '512×384',
      '12 s',
      '430 iterations',
      'onnx on cpu',
      'seed 7',
      'strength 70',
    ])
      assert.ok(shown.includes(part), part);
    assert.match(shown, /0 {2} +0 {2} +4\.12 {2} +4\.12/);
    assert.match(shown, /429 +0\.500 +0\.250 +0\.750/);
    const german = text(lossesReply({ ...job, ...result }, null, { locale: 'de' }));
    assert.match(german, /429 +0,500 +0,250 +0,750/);
  });

  it('says what another painting of the same has otherwise', () => {
    const line = (take: number, given: object = {}) => text(resultReply({ ...job, take, ...given }, result));
    assert.match(line(1), /12 s · finer strokes · painted the other way round/);
    assert.match(line(2), /broader strokes · begun from its colours/);
    assert.doesNotMatch(line(2, { quality: 'fast' }), /colours/);
    assert.match(line(4, { sheet: true }), /12 s · four variations"/);
  });

  it('says that a fast picture was refined, in every language, and of no other', () => {
    const line = (given: object, iterations: number, locale: string) => {
      return text(resultReply({ ...job, ...given, locale }, { ...result, iterations }));
    };
    for (const [locale, words] of [
      ['en', 'fast, refined'],
      ['de', 'schnell, verfeinert'],
      ['fr', 'rapide, affinée'],
      ['es-ES', 'rápida, refinada'],
      ['pt-BR', 'rápida, refinada'],
      ['ja', '高速・仕上げつき'],
    ] as const) {
      assert.ok(line({ quality: 'fast' }, 11, locale).includes(` · ${words} · `), locale);
      assert.ok(!line({ quality: 'fast' }, 1, locale).includes(words), locale);
      assert.ok(!line({ quality: 'high' }, 11, locale).includes(words), locale);
      // four pictures of one pass each
      assert.ok(!line({ quality: 'fast', sheet: true }, 4, locale).includes(words), locale);
    }
  });

  it('names a file that has no usable name', () => {
    const file = resultReply({ ...job, fileName: '写真.png' }, { ...result, pictureType: 'jpeg' }).files[0]!;
    assert.equal(file.name, 'photo-starry-night.jpg');
  });

  it('tells a failure by the catalogue, and an unknown code as an accident', () => {
    assert.match(text(ALL.failure!), /too small: 3×4/);
    assert.match(text(failureReply(job, { code: 'of.tomorrow' })), /Something went wrong/);
  });

  it('shows a preset that the catalogue has lost by its name, without marks taking effect', () => {
    assert.match(text(queuedReply({ preset: '*gone*', quality: 'fast' }, 0)), /\*\*\\\\\*gone\\\\\*\*\*/);
  });
});

describe('what can be done', () => {
  it('with a result: everything, high quality only where it is not yet', () => {
    const actions = 'again sheet stronger weaker high upscale compare losses mine delete style'.split(' ');
    assert.deepEqual(actionsOf(resultReply(whole, result)), actions);
    const high = resultReply({ ...whole, quality: 'high' }, result);
    assert.deepEqual(
      actionsOf(high),
      actions.filter((action) => action !== 'high'),
    );
  });

  it('with four variations: each of them, and four more', () => {
    const ids = componentsOf(resultReply({ ...whole, take: 3, sheet: true }, result)).flatMap((one) =>
      'custom_id' in one ? [String(one.custom_id)] : [],
    );
    assert.deepEqual(ids, [
      ...[4, 5, 6, 7].map((take) => `at:take:${whole.id}:${take}`),
      ...['sheet', 'mine', 'delete'].map((action) => `at:${action}:${whole.id}`),
    ]);
  });

  it('with one that high quality cannot paint as large: it says how large', () => {
    const label = (width: number) =>
      componentsOf(resultReply(whole, { ...result, width })).flatMap((one) =>
        'label' in one && String(one.label).startsWith('High') ? [one.label] : [],
      );
    assert.deepEqual([1024, 1025].map(label), [['High quality'], ['High quality (1024 px)']]);
  });

  it('with one as large as its quality goes: no Upscale', () => {
    const disabled = (side: number) =>
      componentsOf(resultReply(whole, { ...result, width: side })).some(
        (one) => 'disabled' in one && one.disabled,
      );
    assert.deepEqual([2047, 2048].map(disabled), [false, true]);
  });

  it('say what a person should know of a picture, and pass over what they do not know', () => {
    for (const locale of LANGUAGES) {
      const warned = resultReply({ ...job, locale }, { ...result, warnings: ['style.plain', 'of tomorrow'] });
      const text = JSON.stringify(warned);
      assert.ok(text.includes(TEXTS[locale].result.warnings['style.plain']), locale);
      assert.doesNotMatch(text, /tomorrow|undefined|false/);
    }
  });

  it('with an open job: cancel; with a failed one: nothing', () => {
    assert.deepEqual(actionsOf(takenReply(whole)), ['cancel']);
    assert.deepEqual(actionsOf(queuedReply(whole, 0)), ['cancel']);
    assert.deepEqual(actionsOf(progressReply(whole, progress)), ['cancel']);
    assert.deepEqual(actionsOf(failureReply(whole, { code: 'internal' })), []);
  });

  it('ends at the ends of the strength', () => {
    const disabled = (strength: number) =>
      componentsOf(resultReply({ ...whole, strength }, result))
        .filter((one) => 'disabled' in one && one.disabled)
        .map((one) => parseCustomId((one as unknown as { custom_id: string }).custom_id)?.action);
    assert.deepEqual([0, 50, 100].map(disabled), [['weaker'], [], ['stronger']]);
  });

  it('offers every other style, once each', () => {
    const options = (preset: string) => {
      const found = componentsOf(resultReply({ ...whole, preset }, result)).flatMap((one) =>
        (one as { type: number }).type === ComponentType.StringSelect
          ? (one as unknown as { options: { value: string; label: string; description: string }[] }).options
          : [],
      );
      assert.ok(found.length <= 25);
      for (const { label, description } of found) assert.ok(label.length <= 100 && description.length <= 100);
      return found.map(({ value }) => value);
    };
    const names = PRESETS.map(({ name }) => name);
    assert.deepEqual(
      options('starry-night'),
      names.filter((name) => name !== 'starry-night'),
    );
    assert.deepEqual(options(OWN_STYLE), names.slice(0, 25));
  });
});

describe('a reply in another language', () => {
  const longest = { ...whole, fileName: 'x'.repeat(260), preset: 'self-portrait-with-straw-hat' };
  for (const language of LANGUAGES) {
    it(`${language} keeps to Discord’s limits and says nothing in English`, () => {
      const given = { ...longest, locale: language };
      const webp: Result = { ...result, pictureType: 'webp', network: 'abcdef0123456789', version: '0.1.0' };
      const replies = [
        queuedReply(given, { ahead: 1, noWorker: true }),
        queuedReply(given, { ahead: 1, paused: 'x' }),
        progressReply(given, progress, { bytes: new Uint8Array(3), type: 'webp' }),
        resultReply(given, webp),
        resultReply(given, webp, { smaller: 'slow' }),
        lossesReply({ ...given, ...webp }, new Uint8Array(1)),
        failureReply(given, { code: 'job.cancelled' }),
      ];
      for (const reply of replies) {
        const all = componentsOf(reply);
        assert.ok(all.length <= 40, `${all.length} components`);
        const words = all.map((one) => ('content' in one ? one.content : '')).join('');
        assert.ok(words.length <= 4000, `${words.length} characters`);
        assert.doesNotMatch(JSON.stringify(reply.body), /\{\w+\}/, 'everything is filled in');
        if (language !== 'en') assert.doesNotMatch(words, /quality|worker can|made with|iterations/);
      }
      assert.match(text(replies[0]!), new RegExp(TEXTS[language].queued.noWorker.slice(0, 12)));
    });
  }
});

describe('a result', () => {
  it('says what is not as usual, and the rest behind Losses', () => {
    const made = { ...result, network: 'abcdef0123456789', version: '0.1.0' };
    const shown = text(resultReply(whole, made));
    for (const part of ['strength 85', 'blended with 30 % of The Great Wave', 'colours of the photo'])
      assert.ok(shown.includes(part), part);
    assert.match(shown, /-# made with Atelier/);
    assert.doesNotMatch(shown, /seed|network/);
    assert.doesNotMatch(text(resultReply({ ...whole, strength: 70 }, result)), /strength/);
    assert.match(
      text(lossesReply({ ...whole, ...made }, null)),
      /seed 7 · network abcdef01 · Atelier 0\.1\.0/,
    );
    assert.doesNotMatch(text(resultReply({ ...whole, watermark: false }, result)), /made with/);
  });

  it('says when it was made to fit', () => {
    assert.doesNotMatch(text(resultReply(whole, result)), /Saved as|too large/);
    assert.match(text(resultReply(whole, { ...result, pictureType: 'jpeg' })), /-# Saved as JPEG/);
    assert.match(
      text(resultReply(whole, { ...result, pictureType: 'jpeg' }, { smaller: 'refused' })),
      /-# Discord found/,
    );
  });

  it('hides picture and preview where it is asked to', () => {
    const covers = (reply: Payload) =>
      componentsOf(reply).flatMap((one) => ('items' in one ? one.items.map(({ spoiler }) => !!spoiler) : []));
    assert.deepEqual(covers(resultReply(whole, result)), [true]);
    assert.deepEqual(covers(resultReply({ ...whole, spoiler: false }, result)), [false]);
    assert.deepEqual(covers(progressReply(whole, progress, { bytes: new Uint8Array(1), type: 'webp' })), [
      true,
    ]);
  });
});

describe('numbers', () => {
  it('as a person reads them', () => {
    assert.deepEqual(
      [0, 0.04, 9.94, 9.96, 59.4, 59.6, 125].map((seconds) => duration(seconds)),
      ['0.0 s', '0.0 s', '9.9 s', '10 s', '59 s', '1 min 0 s', '2 min 5 s'],
    );
    assert.equal(duration(4.3, 'de'), '4,3 s');
    assert.deepEqual(
      [0, 5.78e8, 1234.5, 0.01234, 0.00001, Number.NaN].map((value) => loss(value)),
      ['0', '5.78e+8', '1235', '0.0123', '1.00e-5', '–'],
    );
    assert.equal(bar(0.999).includes('▱'), true);
    assert.equal(bar(1), '▰'.repeat(20));
    assert.equal(bar(-1), '▱'.repeat(20));
  });
});
