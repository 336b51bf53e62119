// C3: the asynchronous pool, ordered by the score of Suresh et al., "C3: Cutting Tail Latency in Cloud Data Stores via Adaptive
// Replica Selection" (NSDI 2015), as the Prequal paper defines it: without C3's rate control and backpressure.

import type { Member } from '../fleet.ts';
import type { PolicyOptions } from '../options.ts';
import type { Score } from '../score-ranking.ts';

/** Deviation [c-three-ewma]: the paper gives no constant; this is the weight of a new sample in the simulator of C3's authors. */
const NEW_SAMPLE = 0.9;

/** Moving averages; NaN = nothing observed. */
interface Averages {
  /** Server-local RIF. */
  rif: number;
  /** Server-local response time, 1 / mu, ms. */
  serverMs: number;
  /** Client-local response time R, ms. */
  clientMs: number;
}

/** Prequal §5.2 [c-three]: Psi = (R - 1/mu) + q^3 / mu with q = 1 + os x n + mean RIF; os is the client-local RIF, n the clients. */
export function c3Score(options: PolicyOptions): Score {
  const averages = new Map<Member, Averages>();
  let { fleetClients: clients } = options;
  const of = (member: Member): Averages => {
    let known = averages.get(member);
    if (known === undefined) {
      known = { rif: Number.NaN, serverMs: Number.NaN, clientMs: Number.NaN };
      averages.set(member, known);
    }
    return known;
  };
  return {
    of: ({ member, trial }) => {
      const { rif, serverMs, clientMs } = of(member);
      if (Number.isNaN(serverMs)) return trial ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      const queue = 1 + member.inFlight * clients + rif;
      // Before the first answer nothing is known of the way there: R is the server's own time.
      return (Number.isNaN(clientMs) ? 0 : clientMs - serverMs) + queue ** 3 * serverMs;
    },
    onReport: (member, { rif, latencyMs }) => {
      const known = of(member);
      known.rif = moved(known.rif, rif);
      if (latencyMs !== null) known.serverMs = moved(known.serverMs, latencyMs);
    },
    onEnd: (member, { status, latencyMs }) => {
      const known = of(member);
      if (status === 'OK') known.clientMs = moved(known.clientMs, latencyMs);
    },
    onChange: changed => {
      clients = changed.fleetClients;
    },
    onLeft: member => void averages.delete(member),
  };
}

function moved(average: number, sample: number): number {
  return Number.isNaN(average) ? sample : NEW_SAMPLE * sample + (1 - NEW_SAMPLE) * average;
}
