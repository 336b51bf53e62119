// A fixed number of callers, each waiting for its answer before the next call: as the original's clients did.

/** Makes `calls` calls with at most `concurrency` at a time; resolves when all have ended or `signal` stopped it. */
export async function closedLoop(
  calls: number,
  concurrency: number,
  call: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let left = calls;
  const caller = async () => {
    while (left > 0 && !signal.aborted) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, calls) }, caller));
}
