/**
 * The layers of the house: a room imports only from rooms below it. `npm run check` fails on an import that runs
 * back up or across, and on a room that has no place yet. Biome's noImportCycles keeps circles out of the rooms.
 */
import { type Import, imports } from './imports.ts';

interface Layers {
  /** the folder whose rooms these are, from the root of the project */
  readonly folder: string;
  /** bottom first: folders or single files, `.` for all other files; those in one line do not import each other */
  readonly rooms: readonly (readonly string[])[];
}

const LAYERS: readonly Layers[] = [
  {
    folder: '',
    rooms: [
      ['packages/contract', 'apps/sandbox'],
      ['packages/core'],
      ['packages/runtime'],
      ['packages/embedded-postgres', 'packages/queue'],
      ['packages/discord'],
      ['apps/bot', 'apps/worker'],
      ['apps/cli'],
      ['bench', 'scripts', 'test', 'training'],
    ],
  },
  {
    folder: 'packages/core/src',
    rooms: [
      ['errors.ts', 'version.ts', 'random.ts'],
      ['cancel.ts'],
      ['images', 'optimisers'],
      ['models'],
      ['networks'],
      ['objective'],
      ['engines'],
      ['styles', 'report'],
      ['isolated', 'look'],
      ['transfer'],
      ['learn'],
    ],
  },
  {
    folder: 'packages/discord/src',
    rooms: [['errors.ts'], ['texts'], ['reply'], ['.']],
  },
  {
    folder: 'packages/queue/src',
    rooms: [
      ['errors.ts'],
      ['database-retry.ts'],
      ['outage.ts', 'transaction.ts'],
      ['connections.ts'],
      ['store'],
      ['.'],
      ['operate'],
    ],
  },
  {
    folder: 'apps/bot/src',
    rooms: [
      ['words.ts'],
      ['errors.ts'],
      ['reply'],
      ['registration', 'moderation'],
      ['submit'],
      ['buttons'],
      ['features'],
      ['dispatch'],
      ['connect.ts'],
      ['run.ts'],
      ['main.ts'],
    ],
  },
];

/** Rooms with a single door: nobody else in the package imports from them. */
const CLOSED: readonly { room: string; door: string }[] = [
  { room: 'packages/core/src/engines/onnx', door: 'packages/core/src/engines/choose.ts' },
  { room: 'packages/core/src/engines/tensorflow', door: 'packages/core/src/engines/choose.ts' },
];

/** Back arrows that are left; this list only gets shorter. */
const LEFT: readonly string[] = [
  // tries a freshly built TensorFlow against the other engine, which is the point of it
  'packages/core/src/engines/tensorflow/try-installation.ts imports packages/core/src/engines/onnx/onnx-engine.ts',
];

/** Why an import is not allowed, null if it is. */
export function forbidden({ from, to }: Import): string | null {
  for (const { folder, rooms } of LAYERS) {
    const [here, there] = [place(from, folder, rooms), place(to, folder, rooms)];
    if (!here || !there || here.room === there.room) continue;
    if (here.level < 0) return `${here.room} has no layer`;
    if (there.level < 0) return `${there.room} has no layer`;
    if (there.level >= here.level) return `${there.room} is not below ${here.room}`;
  }
  const closed = CLOSED.find(({ room }) => to.startsWith(`${room}/`) && !from.startsWith(`${room}/`));
  const stranger = closed && from.startsWith('packages/') && from !== closed.door;
  return stranger ? `only ${closed.door} opens ${closed.room}` : null;
}

function place(file: string, folder: string, rooms: Layers['rooms']): { room: string; level: number } | null {
  const base = folder && `${folder}/`;
  if (!file.startsWith(base)) return null;
  const inside = file.slice(base.length);
  const named = (room: string) => inside === room || inside.startsWith(`${room}/`);
  const level = rooms.findIndex((line) => line.some(named));
  if (level >= 0) return { level, room: rooms[level].find(named) ?? inside };
  if (inside.includes('/')) return { level, room: inside.slice(0, inside.indexOf('/')) };
  const other = rooms.findIndex((line) => line.includes('.'));
  return { level: other, room: other < 0 ? inside : 'other files' };
}

/** Tests, and what only they use, may look anywhere. */
const isTest = (file: string) => /\.test\.tsx?$|\/testing\//.test(file);

if (import.meta.main) {
  const found = imports().flatMap((edge) => {
    const why = isTest(edge.from) ? null : forbidden(edge);
    return why ? [{ edge: `${edge.from} imports ${edge.to}`, why }] : [];
  });
  const fresh = found.filter(({ edge }) => !LEFT.includes(edge));
  const gone = LEFT.filter((edge) => !found.some((arrow) => arrow.edge === edge));
  for (const { edge, why } of fresh) console.error(`${edge}: ${why}`);
  for (const edge of gone) console.error(`${edge}: no longer, so strike it from LEFT in scripts/layers.ts`);
  if (fresh.length + gone.length > 0) process.exitCode = 1;
}
