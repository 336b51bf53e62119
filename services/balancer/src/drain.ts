// The graceful end: in which order the parts stop, so that no call is lost.

import type { Relay } from 'relay';
import type { LocalServices } from './calls/local-services.ts';

export interface DrainParts {
  readonly relay: Relay;
  readonly local: LocalServices;
  readonly drainMs: number;
  /** Timers, connections and small servers, after the last call. */
  closeAll(): Promise<void>;
  /** Sends the last spans; bounded by itself. */
  flush(): Promise<void>;
}

/** NOT_SERVING, GOAWAY, calls in flight end (for `drainMs` at most), everything closes, spans go out last. */
export async function drain({ relay, local, drainMs, closeAll, flush }: DrainParts): Promise<void> {
  local.drain();
  await relay.drain(drainMs);
  await relay.close();
  await closeAll();
  await flush();
}
