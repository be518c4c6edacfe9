/**
 * What a program that a test starts gets of this process' environment, and no more: where programs lie, and modules as
 * others have compiled them.
 */
export const SPAWNED = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};
