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
      ['errors.ts', 'version.ts', 'random.ts', 'wasm.ts'],
      ['cancel.ts'],
      ['images', 'optimisers'],
      ['models'],
      ['networks'],
      ['objective'],
      ['engines'],
      ['faces', 'styles', 'report'],
      ['transfer'],
      ['learn', 'moving'],
      ['isolated'],
      ['lab'],
      ['doors'],
      ['testing'],
    ],
  },
  {
    folder: 'packages/core/src/transfer',
    rooms: [
      ['.'],
      ['style'],
      ['measure.ts'],
      ['fast'],
      ['high'],
      ['studies'],
      ['paint.ts', 'predict.ts', 'likeness.ts'],
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

/** Rooms that nobody else in the package imports from, but for these. */
const CLOSED: readonly { room: string; doors: readonly string[] }[] = [
  {
    room: 'packages/core/src/engines/onnx',
    doors: [
      'packages/core/src/engines/choose.ts',
      // tries a freshly built TensorFlow against the other engine, which is the point of it
      'packages/core/src/engines/tensorflow/try-installation.ts',
    ],
  },
  { room: 'packages/core/src/engines/tensorflow', doors: ['packages/core/src/engines/choose.ts'] },
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
  const stranger = closed && from.startsWith('packages/core/src/') && !closed.doors.includes(from);
  return stranger ? `only ${closed.doors.join(' and ')} import from ${closed.room}` : null;
}

function place(file: string, folder: string, rooms: Layers['rooms']): { room: string; level: number } | null {
  const base = folder && `${folder}/`;
  if (!file.startsWith(base)) return null;
  const inside = file.slice(base.length);
  const named = (room: string) => inside === room || inside.startsWith(`${room}/`);
  const level = rooms.findIndex((line) => line.some(named));
  if (level >= 0) return { level, room: rooms[level]!.find(named) ?? inside };
  if (inside.includes('/')) return { level, room: inside.slice(0, inside.indexOf('/')) };
  const other = rooms.findIndex((line) => line.includes('.'));
  return { level: other, room: other < 0 ? inside : 'other files' };
}

if (import.meta.main) {
  for (const edge of imports()) {
    const why = /\.test\.tsx?$/.test(edge.from) ? null : forbidden(edge);
    if (why === null) continue;
    console.error(`${edge.from} imports ${edge.to}: ${why}`);
    process.exitCode = 1;
  }
}
