// To be imported before anything else: a start is four processes, and tests start some hundreds, that load the same
// modules, and each finds them compiled by the one before.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url));
enableCompileCache(folder);
// and for what is spawned
process.env.NODE_COMPILE_CACHE ??= folder;
