import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatInteraction, ChatMessage, ChatState } from '../chat/model.ts';
import { after } from './state.ts';

const nobody = { id: '1', name: 'Ada', bot: false, username: 'ada', roles: [], owner: false };
const start: ChatState = {
  self: nobody,
  bot: { id: '2', name: 'Atelier', bot: true, connected: false },
  people: [],
  roles: [],
  server: 'Sandbox',
  channels: [],
  commands: [],
  messages: [],
  interactions: [],
  samples: [],
};
const message = (id: string, content: string) => ({ id, data: { content } }) as ChatMessage;
const interaction = (state: ChatInteraction['state']) => ({ id: '7', state }) as ChatInteraction;

test('a message is added once, then replaced in its place, then removed', () => {
  const two = [message('1', 'a'), message('2', 'b')].reduce(
    (s, m) => after(s, { kind: 'message', message: m }),
    start,
  );
  const edited = after(two, { kind: 'message', message: message('1', 'c') });
  assert.deepEqual(
    edited.messages.map((m) => m.data.content),
    ['c', 'b'],
  );
  assert.deepEqual(
    after(edited, { kind: 'gone', id: '1' }).messages.map((m) => m.id),
    ['2'],
  );
});

test('an interaction is shown while it waits or has failed, and goes when it is answered', () => {
  const waiting = after(start, { kind: 'interaction', interaction: interaction('waiting') });
  const failed = after(waiting, { kind: 'interaction', interaction: interaction('failed') });
  assert.deepEqual(
    failed.interactions.map((i) => i.state),
    ['failed'],
  );
  assert.deepEqual(
    after(failed, { kind: 'interaction', interaction: interaction('deferred') }).interactions,
    [],
  );
});

test('a dialog stays while it is open, though its interaction is answered', () => {
  const modal = { customId: 'm', title: 'Words', components: [] };
  const answered = interaction('answered');
  const open = after(start, { kind: 'interaction', interaction: { ...answered, modal } });
  assert.equal(open.interactions.length, 1);
  assert.deepEqual(after(open, { kind: 'interaction', interaction: answered }).interactions, []);
});

test('the bot comes and goes', () => {
  assert.equal(after(start, { kind: 'bot', connected: true }).bot.connected, true);
});
