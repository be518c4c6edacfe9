#!/usr/bin/env node
/**
 * The `atelier` command for whatever Node it is started with (plain JavaScript, as Node 18 has to read it): the
 * program itself wants the Node that is pinned as an npm package, or a newer one. It is run in this very process where
 * that will do, and in one of the pinned Node where not.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import * as module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = realpathSync(fileURLToPath(import.meta.url));
const root = join(dirname(self), '..', '..', '..');

stayWhereThePersonIs();
if (runsTypeScript()) await here();
else elsewhere();

/** npm runs a script in the folder of its package.json, and says where the person is. */
function stayWhereThePersonIs() {
  const { npm_lifecycle_event: script, npm_package_json: manifest, INIT_CWD: place } = process.env;
  if (script !== 'atelier' || !place || !manifest || !existsSync(manifest)) return;
  if (realpathSync(manifest) === join(root, 'package.json') && existsSync(place)) process.chdir(place);
}

/** 24.3 takes types away without a word on stderr. */
function runsTypeScript() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return (major > 24 || (major === 24 && minor >= 3)) && Boolean(process.features.typescript);
}

async function here() {
  // What was compiled once is read the next time: half the time to the first line. Kept where only those write who may
  // change the code itself; node's own place is a folder of everybody's.
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'compile'));
  const env = join(root, '.env');
  // what is set already counts more
  if (existsSync(env)) process.loadEnvFile(env);
  await import('../src/main.ts');
}

function elsewhere() {
  const node = pinnedNode();
  if (node === undefined) {
    process.stderr.write(`atelier needs Node 24, which npm ci in ${root} installs beside it.\n`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  child.on('error', (error) => {
    process.stderr.write(`${node} cannot be run: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

/** The program of the npm package `node`; undefined: it is not installed. */
function pinnedNode() {
  try {
    const manifest = module.createRequire(self).resolve('node/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    const path = join(dirname(manifest), typeof bin === 'string' ? bin : bin.node);
    return [path, `${path}.exe`].find((each) => existsSync(each));
  } catch {
    return undefined;
  }
}
