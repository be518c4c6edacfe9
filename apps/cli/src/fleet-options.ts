import { QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { Argument, type Command } from 'commander';
import { wholeNumber } from './arguments.ts';

/** `atelier fleet …`: for whoever keeps bot and workers running. Every one of them with --json. */
export function addFleet(fleet: Command): void {
  const command = (name: string, description: string) =>
    fleet.command(name).description(description).option('--json', 'as JSON');
  const queues = (text: string) => new Argument('<queue>', text).choices([...QUALITIES, 'all']);
  const qualities = (queue: Quality | 'all') => (queue === 'all' ? QUALITIES : [queue]);

  command('status', 'queues by age, workers, what is stuck or dead').action(async (options) => {
    const { showStatus } = await import('./fleet-show.ts');
    await showStatus(options);
  });
  command('workers', 'who paints: state, speed, jobs, failures').action(async (options) => {
    const { showWorkers } = await import('./fleet-show.ts');
    await showWorkers(options);
  });
  for (const [name, what] of [
    ['stuck', 'jobs that do not get on, and why'],
    ['dead', 'jobs that failed by the workshop’s fault and can be redriven'],
  ] as const) {
    command(name, what)
      .option('--limit <n>', 'how many at most', wholeNumber(1, 10_000), 50)
      .action(async (options) => {
        const { showJobs } = await import('./fleet-show.ts');
        await showJobs(name, options);
      });
  }

  command('pause', 'take orders but paint none of them, and tell people why')
    .addArgument(queues('which queue'))
    .requiredOption('--say <sentence>', 'what people read in replies and in /queue')
    .action(async (queue, options) => {
      const { pause } = await import('./fleet-act.ts');
      await pause(qualities(queue), options);
    });
  command('resume', 'paint again')
    .addArgument(queues('which queue'))
    .action(async (queue, options) => {
      const { resume } = await import('./fleet-act.ts');
      await resume(qualities(queue), options);
    });
  for (const [name, what] of [
    ['drain', 'finish what is being painted, then end'],
    ['quarantine', 'take no jobs until it is released'],
    ['release', 'out of quarantine, when a trial picture succeeds'],
  ] as const) {
    command(name, what)
      .argument('[worker]', 'its id, or the beginning of it')
      .option('--host <name>', 'all workers of a host instead')
      .action(async (worker, options) => {
        const { ask } = await import('./fleet-act.ts');
        await ask(name, worker, options);
      });
  }
  command('redrive', 'paint dead jobs after all, once what broke them is mended')
    .argument('[job...]', 'their ids')
    .option('--all', 'every one that is dead')
    .option('--code <code>', 'every one that failed with this code, as engine.out-of-memory')
    .action(async (jobs, options) => {
      const { redriveJobs } = await import('./fleet-act.ts');
      await redriveJobs(jobs, options);
    });
}
