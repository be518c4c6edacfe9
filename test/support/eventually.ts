/** Asks every 50 ms until the answer is neither null nor false; fails after `timeoutMs` with `what`. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  for (const end = Date.now() + timeoutMs; ; ) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
