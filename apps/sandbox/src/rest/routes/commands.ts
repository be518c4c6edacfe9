import type { APIApplicationCommand } from 'discord-api-types/v10';
import { isRecord, Problems } from '../../checks/check.ts';
import { checkCommand } from '../../checks/commands.ts';
import { refuse } from '../../errors.ts';
import type { World } from '../../world.ts';
import type { RestApp, RestContext } from '../context.ts';

/** Registered commands, global and of one server: read, bulk overwrite, create, edit, delete. */
export function commandRoutes(app: RestApp, world: World): void {
  for (const base of ['/applications/:app/commands', '/applications/:app/guilds/:guild/commands']) {
    app.get(base, (c) => c.json(world.commands.in(scope(c, world))));
    app.put(base, (c) => {
      const guild = scope(c, world);
      const bodies = checked(c.get('sent').json, true, world);
      const before = world.commands.in(guild);
      world.commands.replace(
        guild,
        bodies.map((body) => made(body, guild, before, world)),
      );
      return c.json(world.commands.in(guild));
    });
    app.post(base, (c) => {
      const guild = scope(c, world);
      const body = checked([c.get('sent').json], false, world)[0]!;
      const before = world.commands.in(guild);
      const command = made(body, guild, before, world);
      const known = before.some((other) => other.id === command.id);
      world.commands.replace(guild, [...before.filter((other) => other.id !== command.id), command]);
      return c.json(command, known ? 200 : 201);
    });
    app.get(`${base}/:id`, (c) => c.json(one(c, world)));
    app.patch(`${base}/:id`, (c) => {
      const old = one(c, world);
      const sent = c.get('sent').json;
      const [body] = checked([{ ...old, ...(isRecord(sent) ? sent : {}) }], false, world);
      const command = { ...old, ...body, version: world.nextId() } as APIApplicationCommand;
      const guild = scope(c, world);
      world.commands.replace(
        guild,
        world.commands.in(guild).map((other) => (other.id === old.id ? command : other)),
      );
      return c.json(command);
    });
    app.delete(`${base}/:id`, (c) => {
      const old = one(c, world);
      const guild = scope(c, world);
      world.commands.replace(
        guild,
        world.commands.in(guild).filter((other) => other.id !== old.id),
      );
      return c.body(null, 204);
    });
  }
}

/** The scope that the path names: null for global commands, else the server's id. */
function scope(c: RestContext, world: World): string | null {
  if (c.req.param('app') !== world.application.id) throw refuse.notYourApplication();
  const guild = c.req.param('guild') ?? null;
  if (guild !== null && guild !== world.guild.id) throw refuse.missingAccess();
  return guild;
}

function one(c: RestContext, world: World): APIApplicationCommand {
  const found = world.commands.in(scope(c, world)).find((command) => command.id === c.req.param('id'));
  if (!found) throw refuse.unknownCommand();
  return found;
}

type CommandBody = Partial<APIApplicationCommand> & { name: string };

/** Throws 50035 or 30032. In a bulk overwrite the place of a problem starts with the command's number. */
function checked(value: unknown, bulk: boolean, world: World): CommandBody[] {
  const problems = new Problems();
  if (!Array.isArray(value))
    problems.add([], 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
  else
    for (const [index, command] of value.entries())
      checkCommand(command, bulk, bulk ? [index] : [], world.limits, problems);
  problems.throwIfAny();
  const bodies = value as CommandBody[];
  const most = [0, world.limits.commandsChatInput, world.limits.commandsUser, world.limits.commandsMessage];
  for (const type of [1, 2, 3]) {
    const same = bodies.filter((body) => (body.type ?? 1) === type);
    if (same.length > most[type]!) throw refuse.tooManyCommands();
    for (const [index, body] of same.entries())
      if (same.findIndex((other) => other.name === body.name) !== index)
        problems.add(
          [index],
          'APPLICATION_COMMANDS_DUPLICATE_NAME',
          'Application command names must be unique',
        );
  }
  problems.throwIfAny();
  return bodies;
}

/** The stored command: a command of the same name and type keeps its id. */
function made(
  body: CommandBody,
  guild: string | null,
  before: APIApplicationCommand[],
  world: World,
): APIApplicationCommand {
  const type = body.type ?? 1;
  const old = before.find((other) => other.name === body.name && other.type === type);
  return {
    application_id: world.application.id,
    description: '',
    default_member_permissions: null,
    nsfw: false,
    dm_permission: true,
    contexts: guild ? undefined : null,
    integration_types: guild ? undefined : [0],
    name_localizations: null,
    description_localizations: null,
    ...body,
    id: old?.id ?? world.nextId(),
    type,
    version: world.nextId(),
    ...(guild && { guild_id: guild }),
  } as APIApplicationCommand;
}
