// Linear: the asynchronous pool, ordered by a weighted sum of latency and RIF (Prequal §5.2 [linear], appendix A).

import type { PolicyOptions } from '../options.ts';
import type { Score } from '../score-ranking.ts';

/** (1 - lambda) x latency + lambda x alpha x RIF, in ms. */
export function linearScore(options: PolicyOptions): Score {
  let { linearLambda: lambda, linearAlphaMs: alphaMs } = options;
  return {
    of: entry => {
      // Where only RIF counts an unknown latency is no matter.
      if (lambda === 1) return alphaMs * entry.rif;
      return entry.trial
        ? Number.NEGATIVE_INFINITY
        : (1 - lambda) * entry.latencyMs + lambda * alphaMs * entry.rif;
    },
    onChange: changed => {
      lambda = changed.linearLambda;
      alphaMs = changed.linearAlphaMs;
    },
  };
}
