// SIGTERM and SIGINT: the first asks for a graceful end, a second one ends at once.

/** npm passes on a Ctrl-C that the terminal has sent to the program already: what follows this soon is the same key press. */
const SAME_PRESS_MS = 500;

/** Resolves with the first signal; a second one, later than an echo of the first, ends the process with status 1. */
export function untilSignal(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise(resolve => {
    let firstAtMs: number | null = null;
    const on = (signal: 'SIGTERM' | 'SIGINT') => () => {
      const nowMs = performance.now();
      firstAtMs ??= nowMs;
      if (nowMs - firstAtMs > SAME_PRESS_MS) process.exit(1);
      resolve(signal);
    };
    process.on('SIGTERM', on('SIGTERM'));
    process.on('SIGINT', on('SIGINT'));
  });
}
