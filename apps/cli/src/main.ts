#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { systemReason } from '@atelier/jobs/system-error.ts';
import { parseArgs } from './program.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
let unwritable = false;
// Whoever reads our output may go away (`atelier presets | head`); what is being done goes on, on a full disk too.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || unwritable) return;
  unwritable = true;
  process.exitCode = 1;
  process.stderr.write(`The output cannot be written: ${systemReason(error) ?? error.message}\n`);
});
const code = await parseArgs(process.argv.slice(2), version);
process.exitCode = code === 0 && unwritable ? 1 : code;
