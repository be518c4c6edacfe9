// To be imported before a test file: tests start some hundreds of processes that load the same modules, and each finds
// them compiled by the one before.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url));
enableCompileCache(folder);
// and for what a test spawns
process.env.NODE_COMPILE_CACHE ??= folder;
