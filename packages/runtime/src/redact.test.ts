import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from './log.ts';
import { redactText } from './redact.ts';

const BOT_TOKEN = 'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs';
const WEBHOOK_TOKEN = 'aW50ZXJhY3Rpb246MTE2NjQ4ODg0Njc0ODM5NzU2Nzp4eXo';

describe('redaction', () => {
  const hidden: [string, string, RegExp][] = [
    [
      'interaction token in a webhook path',
      `PATCH /api/v10/webhooks/123/${WEBHOOK_TOKEN}/messages/@original`,
      /webhooks\/123\/\[hidden\]\/messages/,
    ],
    [
      'encoded path',
      `https://discord.com/api/v10/webhooks/123/${WEBHOOK_TOKEN}/messages/%40original`,
      /\[hidden\]\/messages\/%40original/,
    ],
    [
      'interaction callback',
      `/interactions/99/${WEBHOOK_TOKEN}/callback`,
      /interactions\/99\/\[hidden\]\/callback/,
    ],
    ['bot token', `connected with ${BOT_TOKEN}`, /connected with \[hidden\]/],
    ['authorization header', `"Authorization":"Bot ${BOT_TOKEN}"`, /"Authorization":"\[hidden\]"/],
    [
      'token field',
      `{"interactionToken":"${WEBHOOK_TOKEN}","id":1}`,
      /\{"interactionToken":"\[hidden\]","id":1\}/,
    ],
    ['token column', `{"interaction_token":"${WEBHOOK_TOKEN}"}`, /\[hidden\]/],
    [
      'database password',
      'postgres://atelier:s3cr!t@127.0.0.1:5432/atelier',
      /postgres:\/\/atelier:\[hidden\]@127\.0\.0\.1:5432/,
    ],
    ['password with an at sign', 'postgres://a:s3@cr!t@host/x', /postgres:\/\/a:\[hidden\]@host\/x/],
    [
      'signed address',
      'https://cdn.discordapp.com/attachments/1/2/a.png?ex=65d&is=65c&hm=s3cret&',
      /a\.png\?\[hidden\]/,
    ],
  ];
  for (const [what, text, expected] of hidden) {
    it(`hides ${what}`, () => {
      const result = redactText(text);
      assert.match(result, expected);
      for (const secret of [BOT_TOKEN, WEBHOOK_TOKEN, 's3c', 'cr!t'])
        assert.ok(!result.includes(secret), result);
    });
  }

  it('leaves everything else alone', () => {
    const line =
      '{"jobId":"8f14e45f-ceea-467f-a8b4-1f0c6a2f9d11","ms":12,"url":"https://example.org/a?page=2","msg":"token too old"}';
    assert.equal(redactText(line), line);
  });

  it('works on a whole log line, in the depth of a cause', () => {
    const lines: string[] = [];
    const log = createLog('test', { write: (line) => void lines.push(line) }, 'info');
    const cause = new Error(
      `401 at https://discord.com/api/v10/webhooks/1/${WEBHOOK_TOKEN}/messages/@original`,
    );
    log.error({ err: new Error('no', { cause }), job: { interactionToken: WEBHOOK_TOKEN } }, 'failed');
    assert.equal(lines.length, 1);
    assert.ok(!lines[0]!.includes(WEBHOOK_TOKEN));
    assert.equal(JSON.parse(lines[0]!).msg, 'failed');
  });
});
