// How good were the picks? Known when queries end: the estimate over the outcome, and regret.

import type { Use } from 'prequal';
import type { StatusName } from 'program';
import { LATENCY_BUCKETS, type MetricRegistry, RATIO_BUCKETS } from './metric-registry.ts';
import { Regret, type Rivals, regretMs } from './regret.ts';
import type { Exemplar } from './spans.ts';

/** What a pick expected, to be held against what came. */
export interface Expectation {
  readonly estimateMs: number | null;
  readonly rivals: Rivals;
}

/** How the query ended. */
export interface Outcome {
  readonly replica: string;
  readonly status: StatusName;
  /** From the pick to the end. */
  readonly latencyMs: number;
  readonly exemplar: Exemplar | undefined;
}

export class Hindsight {
  readonly #ratio;
  readonly #regretSeconds;
  readonly #regret = new Regret();
  readonly #replicas = new Set<string>();

  constructor(make: MetricRegistry) {
    this.#ratio = make.histogram(
      'prequal_estimate_ratio',
      'Latency estimate at the pick (cold or hot, estimate known) over the latency of the query that it chose for',
      RATIO_BUCKETS,
      ['replica'],
    );
    this.#regretSeconds = make.histogram(
      'prequal_regret_seconds',
      'Latency of a query less the smallest estimate in the first answers of its other candidates after the pick, at least 0',
      LATENCY_BUCKETS,
    );
  }

  onJoined(replica: string): void {
    this.#replicas.add(replica);
    this.#ratio.zero({ replica });
  }

  onLeft(replica: string): void {
    this.#regret.forget(replica);
  }

  /** Its series ends. */
  drop(replica: string): void {
    this.#replicas.delete(replica);
    this.#ratio.remove({ replica });
  }

  onPick(replica: string, candidates: readonly string[], { latencyMs }: Use): Expectation {
    return { estimateMs: latencyMs, rivals: this.#regret.onPick(replica, candidates) };
  }

  /** A believed report, by probe or trailer. */
  onReport(replica: string, latencyMs: number | null): void {
    this.#regret.onReport(replica, latencyMs);
  }

  onEnd({ estimateMs, rivals }: Expectation, { replica, status, latencyMs, exemplar }: Outcome): void {
    if (!isJudged(status)) return;
    const exemplarLabels = exemplar && { exemplarLabels: exemplar };
    if (estimateMs !== null && latencyMs > 0 && this.#replicas.has(replica)) {
      this.#ratio.observe({ labels: { replica }, value: estimateMs / latencyMs, ...exemplarLabels });
    }
    const regret = regretMs(rivals, latencyMs);
    if (regret !== null) this.#regretSeconds.observe({ value: regret / 1000, ...exemplarLabels });
  }
}

/** An error that comes at once is no good pick, and a client's change of mind says nothing; a deadline says "at least". */
function isJudged(status: StatusName): boolean {
  return status === 'OK' || status === 'DEADLINE_EXCEEDED';
}
