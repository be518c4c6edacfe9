import { type Context, Hono } from 'hono';
import { autocomplete } from '../interactions/autocomplete.ts';
import type { Delivery } from '../interactions/delivery.ts';
import { invoke } from '../interactions/invoke.ts';
import { press } from '../interactions/press.ts';
import { CannotSend, type OptionValue, type PhotoUpload } from '../interactions/sender.ts';
import { type ModalValues, submitModal } from '../interactions/submit.ts';
import { postMessage } from '../messages/post.ts';
import type { World } from '../world.ts';
import { chatInteraction } from './view.ts';
import { viewerOf } from './viewer.ts';

interface Typed {
  command: string;
  type?: 1 | 2 | 3;
  channelId?: string;
  targetId?: string;
  options?: Record<string, string | number | boolean>;
}

/** What the person at the page does. A refusal is 400 with `{ message }`, a sentence for that person. */
export function actionRoutes(world: World, delivery: Delivery): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof CannotSend) return c.json({ message: error.message }, 400);
    world.log.error({ err: error }, 'the chat page failed');
    return c.json({ message: 'The sandbox could not do that; its log says why.' }, 500);
  });
  /** The person, as the sender of an interaction or a message. */
  const sender = (c: Context) => {
    const { user, locale } = viewerOf(world, c);
    return { user: user.username, locale };
  };
  app.post('/commands', async (c) => {
    const { json, files } = await multipart<Typed>(c, world);
    const options: Record<string, OptionValue> = { ...json.options };
    for (const [name, file] of files) options[name] = file;
    return c.json(chatInteraction(invoke(world, connected(delivery), { ...json, ...sender(c), options })));
  });
  app.post('/autocomplete', async (c) => {
    const typed = await body<Typed & { focused: string }>(c);
    return c.json({ choices: await autocomplete(world, connected(delivery), { ...typed, ...sender(c) }) });
  });
  app.post('/components', async (c) => {
    const typed = await body<{ messageId: string; customId: string; values?: string[] }>(c);
    return c.json(chatInteraction(press(world, connected(delivery), { ...typed, ...sender(c) })));
  });
  app.post('/messages', async (c) => {
    const { json, files } = await multipart<{ channelId: string; content: string }>(c, world);
    const { user } = sender(c);
    const { id } = postMessage(world, { ...json, user, files: files.map(([, file]) => file) });
    return c.json({ id });
  });
  app.post('/modals', async (c) => {
    const { json, files } = await multipart<{ interactionId: string; values: ModalValues }>(c, world);
    const values: ModalValues = { ...json.values };
    for (const [name, file] of files) values[name] = [...((values[name] ?? []) as PhotoUpload[]), file];
    own(c, json.interactionId);
    return c.json(chatInteraction(submitModal(world, connected(delivery), { ...json, values })));
  });
  app.delete('/modals/:id', (c) => {
    world.interactions.closeModal(own(c, c.req.param('id')));
    return c.json({});
  });
  /** The interaction, when it is the person's own. */
  const own = (c: Context, id: string) => {
    const interaction = world.interactions.get(id);
    if (interaction?.user.id !== viewerOf(world, c).user.id)
      throw new CannotSend('There is no such dialog any more.');
    return interaction;
  };
  return app;
}

const body = async <T>(c: Context): Promise<T> => (await c.req.json()) as T;

/** A form with the part `json`, and files by the name of their field. */
async function multipart<T>(c: Context, world: World): Promise<{ json: T; files: [string, PhotoUpload][] }> {
  if (Number(c.req.header('content-length') ?? 0) > world.limits.requestBytes)
    throw new CannotSend(`Files may have ${world.limits.requestBytes / 1024 ** 2} MB together at most.`);
  const form = await c.req.raw.formData();
  const files: [string, PhotoUpload][] = [];
  for (const [name, value] of form)
    if (typeof value !== 'string')
      files.push([name, { bytes: new Uint8Array(await value.arrayBuffer()), fileName: value.name }]);
  return { json: JSON.parse(String(form.get('json'))) as T, files };
}

function connected(delivery: Delivery): Delivery {
  if (!delivery.connected) throw new CannotSend('The bot is not connected. Start it, then try again.');
  return delivery;
}
