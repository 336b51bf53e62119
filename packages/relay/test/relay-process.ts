// A relay in a process of its own, so that its memory can be told from the test's. Reports on demand over IPC.

import { startRelay } from './director.ts';

const harness = await startRelay([Number(process.argv[2])]);
let peakBytes = 0;

const usedBytes = () => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

setInterval(() => {
  peakBytes = Math.max(peakBytes, usedBytes());
  // The harness remembers every call; that is not the relay's memory.
  harness.calls.length = 0;
  harness.ends.length = 0;
}, 5);

process.on('disconnect', () => process.exit());
process.on('message', question => {
  if (question === 'reset') {
    globalThis.gc?.();
    peakBytes = usedBytes();
  }
  process.send?.({ port: harness.port, usedBytes: usedBytes(), peakBytes, openCalls: harness.openCalls });
});
