import { DiscordError, refuse } from '../../errors.ts';
import type { Delivery } from '../../interactions/delivery.ts';
import { EndpointRefused } from '../../interactions/endpoint.ts';
import { directChannel, type World } from '../../world.ts';
import type { RestApp } from '../context.ts';

export function applicationRoutes(app: RestApp, world: World, delivery: Delivery): void {
  app.get('/users/@me', (c) =>
    c.json({ ...world.bot, mfa_enabled: false, locale: 'en-US', verified: true, email: null }),
  );
  app.get('/users/@me/guilds', (c) => c.json([{ ...guildObject(world), owner: false, permissions: '0' }]));
  app.get('/users/:id', (c) => {
    const person = world.people.byId(c.req.param('id'));
    if (!person) throw refuse.unknownUser();
    return c.json(person);
  });
  app.get('/applications/@me', (c) => c.json(applicationObject(world, delivery)));
  app.get('/oauth2/applications/@me', (c) => c.json(applicationObject(world, delivery)));
  app.patch('/applications/@me', async (c) => {
    const sent = (c.get('sent').json ?? {}) as { interactions_endpoint_url?: string | null };
    const url = sent.interactions_endpoint_url;
    if (url !== undefined) await useEndpoint(delivery, url || null);
    return c.json(applicationObject(world, delivery));
  });
  app.get('/guilds/:guild', (c) => c.json(guildObject(here(c.req.param('guild'), world))));
  app.get('/guilds/:guild/roles', (c) => c.json(here(c.req.param('guild'), world).guildRoles));
  app.post('/users/@me/channels', (c) => {
    const { recipient_id } = (c.get('sent').json ?? {}) as { recipient_id?: string };
    const person = world.people.byId(String(recipient_id));
    if (!person) throw refuse.unknownUser();
    if (person.bot) throw refuse.cannotMessageUser();
    const channel = directChannel(world, person);
    return c.json({
      id: channel.id,
      type: channel.type,
      last_message_id: null,
      flags: 0,
      recipients: [person],
    });
  });
}

/** Discord's answer to an endpoint that did not pass its test. */
async function useEndpoint(delivery: Delivery, url: string | null): Promise<void> {
  try {
    await delivery.use(url);
  } catch (error) {
    if (!(error instanceof EndpointRefused)) throw error;
    const problem = {
      code: 'APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID',
      message: `The specified interactions endpoint url could not be verified. ${error.message}`,
    };
    throw new DiscordError(400, 50_035, 'Invalid Form Body', {
      interactions_endpoint_url: { _errors: [problem] },
    });
  }
}

function here(guild: string, world: World): World {
  if (guild !== world.guild.id) throw refuse.unknownGuild();
  return world;
}

/** The fields of a server that matter to a bot without intents. */
const guildObject = (world: World): object => ({
  id: world.guild.id,
  name: world.guild.name,
  owner_id: world.guild.ownerId,
  roles: world.guildRoles,
  preferred_locale: 'en-US',
  features: [],
  nsfw_level: 0,
  premium_tier: 0,
});

function applicationObject(world: World, delivery: Delivery): object {
  return {
    ...world.application,
    icon: null,
    type: null,
    bot: world.bot,
    summary: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: delivery.keys.publicKey,
    flags: 0,
    flags_new: '0',
    hook: true,
    redirect_uris: [],
    interactions_endpoint_url: delivery.endpoint,
    role_connections_verification_url: null,
    owner: world.people.named('owner'),
    team: null,
    approximate_guild_count: 1,
    approximate_user_install_count: 1,
    approximate_user_authorization_count: 1,
    explicit_content_filter: 0,
    eligible_oauth2_scopes: ['bot', 'applications.commands'],
    integration_types_config: { 0: {}, 1: {} },
  };
}
