#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from './program.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
process.exitCode = await parseArgs(process.argv.slice(2), version);
