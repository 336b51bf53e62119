// How one replica stands with its probes.

import { TokenBucket } from './token-bucket.ts';

export class ProbeState {
  inFlight = 0;
  /** When the last probe was sent, ms. */
  askedAtMs = 0;
  readonly bucket = new TokenBucket();
  /** Until then the replica counts as having no probe service. */
  silentUntilMs = Number.NEGATIVE_INFINITY;
}
