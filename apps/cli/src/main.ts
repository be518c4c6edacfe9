#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from './program.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
// Whoever reads our output may go away (`atelier presets | head`); what is being done goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await parseArgs(process.argv.slice(2), version);
