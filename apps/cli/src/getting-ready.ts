/**
 * A word on a terminal before the engine's code and the networks are read, which takes a second: whoever waits sees that
 * something happens. Nothing where stderr is no terminal.
 */
let shown = false;

export function gettingReady(): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write('getting ready …');
  shown = true;
}

/** Before anything else is written there. */
export function ready(): void {
  if (shown) process.stderr.write('\r\x1b[K');
  shown = false;
}
