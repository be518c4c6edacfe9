import { type Context, Hono } from 'hono';
import type { Gateway } from '../gateway/gateway.ts';
import { autocomplete } from '../interactions/autocomplete.ts';
import { invoke } from '../interactions/invoke.ts';
import { press } from '../interactions/press.ts';
import { CannotSend, type OptionValue } from '../interactions/sender.ts';
import type { World } from '../world.ts';
import { chatInteraction } from './view.ts';

interface Typed {
  command: string;
  type?: 1 | 2 | 3;
  channelId?: string;
  targetId?: string;
  options?: Record<string, string | number | boolean>;
}

/** What the person at the page does. A refusal is 400 with `{ message }`, a sentence for that person. */
export function actionRoutes(world: World, gateway: Gateway): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof CannotSend) return c.json({ message: error.message }, 400);
    world.log.error({ err: error }, 'the chat page failed');
    return c.json({ message: 'The sandbox could not do that; its log says why.' }, 500);
  });
  app.post('/commands', async (c) => {
    if (Number(c.req.header('content-length') ?? 0) > world.limits.requestBytes)
      throw new CannotSend(`Files may have ${world.limits.requestBytes / 1024 ** 2} MB together at most.`);
    const form = await c.req.raw.formData();
    const typed = JSON.parse(String(form.get('command'))) as Typed;
    const options: Record<string, OptionValue> = { ...typed.options };
    for (const [name, value] of form)
      if (typeof value !== 'string')
        options[name] = { bytes: new Uint8Array(await value.arrayBuffer()), fileName: value.name };
    return c.json(chatInteraction(invoke(world, connected(gateway), { ...typed, options })));
  });
  app.post('/autocomplete', async (c) => {
    const typed = await body<Typed & { focused: string }>(c);
    return c.json({ choices: await autocomplete(world, connected(gateway), typed) });
  });
  app.post('/components', async (c) => {
    const typed = await body<{ messageId: string; customId: string; values?: string[] }>(c);
    return c.json(chatInteraction(press(world, connected(gateway), typed)));
  });
  return app;
}

const body = async <T>(c: Context): Promise<T> => (await c.req.json()) as T;

function connected(gateway: Gateway): Gateway {
  if (!gateway.connected) throw new CannotSend('The bot is not connected. Start it, then try again.');
  return gateway;
}
