import { refuse } from '../../errors.ts';
import { directChannel, type World } from '../../world.ts';
import type { RestApp } from '../app.ts';

export function applicationRoutes(app: RestApp, world: World): void {
  app.get('/users/@me', (c) =>
    c.json({ ...world.bot, mfa_enabled: false, locale: 'en-US', verified: true, email: null }),
  );
  app.get('/users/:id', (c) => {
    const person = world.people.byId(c.req.param('id'));
    if (!person) throw refuse.unknownUser();
    return c.json(person);
  });
  app.get('/applications/@me', (c) => c.json(applicationObject(world)));
  app.get('/oauth2/applications/@me', (c) => c.json(applicationObject(world)));
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

function applicationObject(world: World): object {
  return {
    ...world.application,
    icon: null,
    type: null,
    bot: world.bot,
    summary: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    flags_new: '0',
    hook: true,
    redirect_uris: [],
    interactions_endpoint_url: null,
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
