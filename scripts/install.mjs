/**
 * Installs one part for production, and nothing that only the others need:
 *
 *     npm run install:worker
 *     npm run install:bot
 *
 * npm installs the workspace with what it depends on; Node itself only where npm does not already run on one that is
 * new enough. Then goes what npm cannot leave out: see `leftOver`. Runs on any Node from 20 on, as npm does.
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const MODULES = join(ROOT, 'node_modules');
const OUR_NODE = 24;

/** @param {'worker' | 'bot'} part */
function leftOver(part) {
  const at = (/** @type {string[]} */ ...path) => join(MODULES, ...path);
  const found = [
    // source maps: 70 % of tfjs
    ...files(MODULES).filter((file) => file.endsWith('.map')),
    // ready-made bundles for a page; ours are the modules beside them
    at('echarts', 'dist'),
    at('zrender', 'dist'),
    // all but the weights of one network, see packages/core/src/networks/face-detector.ts
    ...files(at('@vladmandic', 'human')).filter(
      (file) => !/models.blazeface\.|LICENSE|package\.json$/.test(file),
    ),
  ];
  const painting = ['onnxruntime-node', 'onnxruntime-common', '@vladmandic'];
  if (part === 'bot') return [...found, ...painting.map((name) => at(name))]; // it paints nothing
  if (!onnxruntimeLoads()) return found; // then tfjs in WebAssembly paints
  const binaries = at('onnxruntime-node', 'bin', 'napi-v6');
  for (const platform of readdirSync(binaries)) {
    for (const arch of readdirSync(join(binaries, platform)))
      if (platform !== process.platform || arch !== process.arch) found.push(join(binaries, platform, arch));
  }
  return [...found, at('@tensorflow'), at('core-js')];
}

function onnxruntimeLoads() {
  const script = 'require("onnxruntime-node")';
  return spawnSync(process.execPath, ['--eval', script], { cwd: ROOT }).status === 0;
}

/** @param {string} part */
function npmInstall(part) {
  const older = Number.parseInt(process.versions.node, 10) < OUR_NODE;
  const installed = process.execPath.startsWith(MODULES); // by the install before this one
  const ownNode = older || installed ? ['--include-workspace-root'] : []; // the root depends on Node alone
  const options = ['ci', '--omit=dev', `--workspace=apps/${part}`, ...ownNode];
  const shell = process.platform === 'win32'; // where npm is a script
  return spawnSync('npm', options, { cwd: ROOT, stdio: 'inherit', shell }).status === 0;
}

/**
 * Every file below a folder; links are not followed, as ours lead into the checkout.
 *
 * @param {string} folder
 * @returns {string[]}
 */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : entry.isFile() ? [path] : [];
  });
}

/** What a folder takes of the disk; a file under two names (Node's) counts once. */
function megabytes() {
  const sizes = new Map(files(MODULES).map((file) => [lstatSync(file).ino, lstatSync(file).size]));
  return `${Math.round([...sizes.values()].reduce((sum, size) => sum + size, 0) / 1e6)} MB`;
}

const part = process.argv[2];
if (part !== 'worker' && part !== 'bot') {
  console.error('node scripts/install.mjs worker|bot');
  process.exit(1);
}
if (!npmInstall(part)) process.exit(1);
const before = megabytes();
for (const path of leftOver(part)) rmSync(path, { recursive: true, force: true });
console.log(`${part}: ${megabytes()} in node_modules, of ${before} that npm installed`);
