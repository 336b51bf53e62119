// SIGTERM and SIGINT: the first asks for a graceful end, the second ends at once.

/** Resolves with the first signal; a second one ends the process with status 1. */
export function untilSignal(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise(resolve => {
    const on = (signal: 'SIGTERM' | 'SIGINT') => {
      process.on(signal, () => process.exit(1));
      resolve(signal);
    };
    process.once('SIGTERM', () => on('SIGTERM'));
    process.once('SIGINT', () => on('SIGINT'));
  });
}
