// How does a gRPC server end without losing a call, and without waiting for streams that nobody needs?

import { setTimeout as sleep } from 'node:timers/promises';
import type * as grpc from '@grpc/grpc-js';

/** Longest wait for queries in flight. */
const LIMIT_MS = 8000;
/** How long no query must have been in flight: time for the last answer to leave. */
const QUIET_MS = 250;
const STEP_MS = 50;

/**
 * Sends GOAWAY, closes the port and lets queries in flight finish. Then connections are closed, also those that watch
 * health or read reflection, which grpc-js would wait for.
 */
export async function shutDown(server: grpc.Server, rif: () => number): Promise<void> {
  let closed = false;
  server.tryShutdown(() => {
    closed = true;
  });
  let quietMs = 0;
  for (let waitedMs = 0; !closed && quietMs < QUIET_MS && waitedMs < LIMIT_MS; waitedMs += STEP_MS) {
    await sleep(STEP_MS);
    quietMs = rif() === 0 ? quietMs + STEP_MS : 0;
  }
  if (!closed) server.forceShutdown();
}
