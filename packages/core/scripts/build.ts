/**
 * Makes `dist`, which `npm pack` packs: JavaScript and declarations of the doors (src/doors) and of what stands
 * behind them, with the contract, the weights and the presets. The folders lie in `dist` as they lie in the project,
 * so that every file finds its neighbours; package.json's `exports` names the doors.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

const PACKAGE = resolve(import.meta.dirname, '..');
const ROOT = resolve(PACKAGE, '../..');
const DIST = join(PACKAGE, 'dist');
/** What is compiled: the same folders, with the contract imported from beside. */
const SOURCES = join(DIST, 'sources');
const CONTRACT = 'packages/contract/src';
const FONT = 'packages/core/src/report/font';

rmSync(DIST, { recursive: true, force: true });
takeSources();
compile();
rmSync(SOURCES, { recursive: true });
nameDeclarations();
takeFiles();

function takeSources(): void {
  const files = globSync('packages/{contract,core}/src/**/*.ts', { cwd: ROOT });
  for (const file of files.filter((name) => !name.endsWith('.test.ts'))) {
    const contract = relative(dirname(file), CONTRACT).replaceAll('\\', '/');
    const beside = contract.startsWith('.') ? contract : './';
    const text = readFileSync(join(ROOT, file), 'utf8').replaceAll("'@atelier/contract/", `'${beside}/`);
    write(join(SOURCES, file), text);
  }
}

function compile(): void {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  execFileSync(process.execPath, [compiler, '-p', join(PACKAGE, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
}

/** The compiler names JavaScript in JavaScript, but goes on naming TypeScript in declarations. */
function nameDeclarations(): void {
  for (const file of globSync('packages/**/*.d.ts', { cwd: DIST })) {
    const text = readFileSync(join(DIST, file), 'utf8');
    writeFileSync(join(DIST, file), text.replace(/(['"])(\.{1,2}\/[\w./-]+)\.ts\1/g, '$1$2.js$1'));
  }
}

function takeFiles(): void {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  write(join(DIST, 'packages/core/package.json'), JSON.stringify({ version, type: 'module' }));
  cpSync(join(ROOT, 'LICENSE'), join(DIST, 'LICENSE'));
  for (const file of ['inter.json', 'LICENSE.txt']) cpSync(join(ROOT, FONT, file), join(DIST, FONT, file));
  // the weights with their cards, but without the curves that the cards show, and without the lab's, which has no door
  const filter = (file: string) => !file.endsWith('.png') && resolve(file) !== join(ROOT, 'models/lab');
  cpSync(join(ROOT, 'models'), join(DIST, 'models'), { recursive: true, filter });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
