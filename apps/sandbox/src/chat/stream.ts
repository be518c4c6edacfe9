import type { Delivery } from '../interactions/delivery.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { StoredMessage } from '../messages/message.ts';
import type { World } from '../world.ts';
import type { ChatEvent } from './model.ts';
import { chatInteraction, chatMessage, shownInteraction, visible } from './view.ts';
import { chatCommands } from './view-command.ts';
import type { Viewer } from './viewer.ts';

/** A comment line now and then keeps the connection open through idle time-outs; ms. */
const KEEP_ALIVE_MS = 20_000;

/** The live connection of one page: server-sent events, one JSON object each; only what its person may see. */
export function eventStream(
  world: World,
  delivery: Delivery,
  viewer: Viewer,
  closing: AbortSignal,
): Response {
  let leave = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encode = new TextEncoder();
      const write = (written: string) => controller.enqueue(encode.encode(written));
      const send = (event: ChatEvent) => write(`data: ${JSON.stringify(event)}\n\n`);
      const onMessage = (message: StoredMessage) => {
        if (visible(world, viewer, message)) send({ kind: 'message', message: chatMessage(world, message) });
      };
      const onGone = (message: StoredMessage) => send({ kind: 'gone', id: message.id });
      const onInteraction = (interaction: Interaction) => {
        if (shownInteraction(viewer, interaction))
          send({ kind: 'interaction', interaction: chatInteraction(interaction) });
      };
      const onCommands = () => send({ kind: 'commands', commands: chatCommands(world, viewer) });
      const onGateway = () => send({ kind: 'bot', connected: delivery.connected });
      const beat = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS).unref();
      world.events.on('message', onMessage).on('gone', onGone).on('interaction', onInteraction);
      world.events.on('commands', onCommands).on('gateway', onGateway);
      const end = () => {
        leave();
        controller.close();
      };
      closing.addEventListener('abort', end);
      leave = () => {
        clearInterval(beat);
        closing.removeEventListener('abort', end);
        world.events.off('message', onMessage).off('gone', onGone).off('interaction', onInteraction);
        world.events.off('commands', onCommands).off('gateway', onGateway);
      };
      write('retry: 1000\n\n');
    },
    cancel: () => leave(),
  });
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}
