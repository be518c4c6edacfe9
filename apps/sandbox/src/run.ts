import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { cdnRoutes } from './cdn/routes.ts';
import { guard } from './chat/guard.ts';
import { chatRoutes } from './chat/routes.ts';
import { Gateway } from './gateway/gateway.ts';
import { autocomplete } from './interactions/autocomplete.ts';
import { Delivery } from './interactions/delivery.ts';
import { invoke } from './interactions/invoke.ts';
import { press } from './interactions/press.ts';
import { makeKeys } from './interactions/signature.ts';
import { submitModal } from './interactions/submit.ts';
import { LIMITS } from './limits.ts';
import { silentLog } from './log.ts';
import { postMessage } from './messages/post.ts';
import { DEFAULT_PERSON, ROLES } from './people.ts';
import { restApp } from './rest/app.ts';
import type { Sandbox, SandboxOptions, StyleCommand } from './sandbox.ts';
import { waiter } from './wait.ts';
import { createWorld, directChannel } from './world.ts';

/** How long `ready` and `waitFor` wait by default, ms: a slow machine starting a bot that waits 20 s for a dead one's order. */
const PATIENCE_MS = 60_000;

/** Starts a stand-in for Discord on loopback: REST, gateway, CDN and the chat page on one port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  if (!/^(127\.|localhost$|::1$)/.test(host))
    throw new RangeError(`Expected a loopback address for host but received ${host}`);
  const log = options.log ?? silentLog;
  let shift = 0;
  const clock = {
    now: () => (options.now ?? Date.now)() + shift,
    advance: (ms: number) => {
      shift += ms;
    },
  };

  const app = new Hono();
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, host, done);
  });
  const { port } = server.address() as AddressInfo;
  const attachmentHost = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const world = createWorld({
    base: `http://${attachmentHost}`,
    now: clock.now,
    log,
    limits: { ...LIMITS, ...options.limits },
  });
  const gateway = new Gateway(world, `ws://${attachmentHost}/gateway`, world.limits.heartbeatMs);
  const delivery = new Delivery(world, gateway, options.keys ?? makeKeys());
  const rest = restApp(world, gateway, delivery);

  app.use(guard([attachmentHost, `localhost:${port}`]));
  app.route('/api/v10', rest.app);
  app.route('/api', rest.app);
  cdnRoutes(app, world.files, rest.faults);
  const chat = chatRoutes(app, world, delivery, options.samples);
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/gateway')) gateway.upgrade(request, socket, head);
    else socket.destroy();
  });
  if (options.interactionsEndpoint) await delivery.use(options.interactionsEndpoint);
  const waitFor = waiter(world.events, PATIENCE_MS);

  return {
    port,
    url: `http://${attachmentHost}/`,
    api: `http://${attachmentHost}/api`,
    attachmentHost,
    token: world.token,
    applicationId: world.application.id,
    channelId: world.home.id,
    guildId: world.guild.id,
    channels: {
      studio: world.home.id,
      afterDark: world.afterDark.id,
      elsewhere: world.elsewhere.id,
      friends: world.friends.id,
    },
    directChannel: (name = DEFAULT_PERSON) => directChannel(world, world.people.named(name)).id,
    roles: Object.fromEntries(ROLES.map((role) => [role.name, role.id])),
    giveRoles: (name, roles) => world.people.give(name, roles),
    publicKey: delivery.keys.publicKey,
    useEndpoint: (url) => delivery.use(url),
    clock,
    limits: world.limits,
    requests: rest.requests,
    gateway,
    get interactions() {
      return world.interactions.all();
    },
    get messages() {
      return world.messages.all();
    },
    async ready(command = 'style', timeoutMs = PATIENCE_MS) {
      await waitFor(() => delivery.connected && world.commands.named(command), {
        timeoutMs,
        what: `a bot with the command ${command}`,
      });
    },
    sendStyle: (command) => invoke(world, delivery, styleInvocation(command)),
    invoke: (invocation) => invoke(world, delivery, invocation),
    autocomplete: (invocation) => autocomplete(world, delivery, invocation),
    press: (given) => press(world, delivery, given),
    submitModal: (given) => submitModal(world, delivery, given),
    postMessage: (given) => postMessage(world, given),
    duplicate: (interaction) => delivery.send(interaction),
    waitFor,
    dropGateway: (given) => gateway.drop(given),
    failNext: (fault) => rest.faults.plan(fault),
    fileBytes: (url) => world.files.bytesOf(url),
    async close() {
      chat.close();
      gateway.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

function styleInvocation(command: StyleCommand) {
  const { photo, fileName = 'photo.jpg', preset, quality, options, ...sender } = command;
  return {
    ...sender,
    command: 'style',
    options: {
      photo: { bytes: photo, fileName },
      preset,
      ...(quality !== undefined && { quality }),
      ...options,
    },
  };
}
