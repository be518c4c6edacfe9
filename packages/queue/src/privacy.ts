import { LIMITS } from '@atelier/contract/limits.ts';
import { cancelJob } from './cancel.ts';
import { removeShown } from './delete-result.ts';
import { AtelierError } from './errors.ts';
import { type Pictures, readPictures } from './find-jobs.ts';
import { removeNow } from './freed.ts';
import { cancelLesson } from './lessons.ts';
import {
  type AnyRow,
  type Departed,
  deletePerson,
  deleteServer,
  filesOfPerson,
  findDepartures,
  forgetDeparture,
  jobsOfPerson,
  noteDeparture,
  noteServers,
  openLessonsOf,
  rowsOfPerson,
} from './store/privacy.ts';
import { repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export interface PersonsData {
  /** by table, without bytes */
  rows: Record<string, AnyRow[]>;
  /** the bytes of one job after the other. from: the id of the first; default: the oldest */
  pictures(from?: string): AsyncGenerator<{ jobId: string; pictures: Pictures }>;
  /** beside those of jobs: paintings that are still to be learnt, and presets that came of others */
  files: { name: string; bytes: Uint8Array }[];
}

/** All that is kept of a person. */
export async function readPersonsData(workshop: Workshop, userId: string): Promise<PersonsData> {
  const { pool } = workshop;
  const [rows, jobs] = [await rowsOfPerson(pool, userId), await jobsOfPerson(pool, userId)];
  return {
    rows,
    files: await filesOfPerson(pool, userId),
    async *pictures(from) {
      const first = jobs.findIndex(({ id }) => id === from);
      for (const { id } of jobs.slice(Math.max(0, first))) {
        const pictures = await readPictures(workshop, id);
        if (pictures !== null) yield { jobId: id, pictures };
      }
    },
  };
}

/**
 * Deletes all that is kept of a person, at once: what is open is cancelled first. What others made from it stays theirs.
 * Answers how many jobs there were. messages: whether the bot is to delete what shows their results, too, where it can.
 */
export async function erasePerson(
  workshop: Workshop,
  userId: string,
  { messages = false } = {},
): Promise<number> {
  const jobs = await jobsOfPerson(workshop.pool, userId);
  for (const { id, open } of jobs) if (open) await cancelJob(workshop, id, userId);
  await stopLessons(workshop, { userId });
  await repeatable(workshop.pool, async (client) => {
    if (messages) await removeShown(workshop, await jobsOfPerson(client, userId), client);
    await deletePerson(client, userId);
  });
  await removeNow(workshop);
  return jobs.length;
}

/** A person took the application's authorisation back; their data goes after a period of grace. */
export async function personLeft({ pool }: Workshop, userId: string): Promise<void> {
  await noteDeparture(pool, 'person', userId);
}

/** A person is back before that. */
export async function personReturned({ pool }: Workshop, userId: string): Promise<void> {
  await forgetDeparture(pool, 'person', userId);
}

/** Of which servers the application is a member now. Answers how many have left since the last look. */
export async function serversAre({ pool }: Workshop, guildIds: readonly string[]): Promise<number> {
  return noteServers(pool, guildIds);
}

/** Deletes the data of those whose period of grace is over. */
export async function eraseDeparted(workshop: Workshop): Promise<number> {
  const gone = await findDepartures(workshop.pool, LIMITS.graceDays);
  for (const { kind, id } of gone) await ERASE[kind](workshop, id);
  return gone.length;
}

const ERASE: Record<Departed, (workshop: Workshop, id: string) => Promise<unknown>> = {
  person: erasePerson,
  server: async (workshop, guildId) => {
    await stopLessons(workshop, { guildId });
    await repeatable(workshop.pool, (client) => deleteServer(client, guildId));
    await removeNow(workshop);
  },
};

async function stopLessons(
  workshop: Workshop,
  whose: { userId: string } | { guildId: string },
): Promise<void> {
  for (const { id, guildId } of await openLessonsOf(workshop.pool, whose)) {
    await cancelLesson(workshop, id, guildId).catch((error: unknown) => {
      // it has ended meanwhile, and its row goes with the others
      if (!(error instanceof AtelierError && error.code === 'lesson.over')) throw error;
    });
  }
}
