import { readEnvironment } from '@atelier/jobs/environment.ts';
import { createLog } from '@atelier/jobs/log.ts';
import { refuseStart } from '@atelier/jobs/start-refusal.ts';
import { handleUncaught } from '@atelier/jobs/survive.ts';
import { type RunningBot, startBot } from './run.ts';

/** ms for answering what is under way after SIGTERM; a fetch and an upload fit, and so does a supervisor's patience */
const CLOSE_MS = 20_000;

const log = createLog('bot');
let bot: RunningBot | undefined;
let closing = false;

handleUncaught(log, async () => bot?.close());
// Ctrl-C reaches the whole process group, and the starter sends SIGTERM besides: only the first one counts.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(signal));

try {
  bot = await startBot({ environment: readEnvironment(), log });
  bot.ended.then((code) => {
    if (closing) return;
    log.fatal({ code }, 'the bot ends: Discord closed the gateway connection for good');
    process.exit(1);
  });
} catch (error) {
  await refuseStart(log, 'bot', error);
  process.exit(1);
}

async function end(signal: string): Promise<void> {
  if (closing) return;
  closing = true;
  log.info({ signal }, 'the bot closes');
  setTimeout(() => {
    log.error('the bot ends: closing took too long');
    process.exit(1);
  }, CLOSE_MS).unref();
  try {
    await bot?.close();
    process.exit(0);
  } catch (err) {
    log.error({ err }, 'the bot did not close cleanly');
    process.exit(1);
  }
}
