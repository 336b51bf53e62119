// What stands in for the reports of a replica that answers no probes: this policy's own counts and latencies.

import { createEstimator } from './create-estimator.ts';
import type { Estimator, EstimatorName } from './estimator.ts';
import type { Member } from './fleet.ts';
import type { LoadReport } from './load-report.ts';

/** A trailer younger than this tells more than local counts do. */
const TRAILER_FRESH_MS = 30_000;

/** Local estimates of replicas without a probe service. Deviation [local-load]: it misses what others send. */
export class LocalLoad {
  readonly #estimators = new Map<Member, Estimator>();

  /** A query of ours ended at `member`, which had `tag` of ours in flight when it started, itself included. */
  record(member: Member, latencyMs: number, tag: number, ok: boolean, nowMs: number): void {
    this.#estimators.get(member)?.record(latencyMs, tag, ok, nowMs);
  }

  /** The report that stands in, or null when the replica's own trailers tell more. */
  standIn(member: Member, estimator: EstimatorName, nowMs: number): LoadReport | null {
    if (member.source === 'trailer' && nowMs - member.reportedAtMs < TRAILER_FRESH_MS) return null;
    let local = this.#estimators.get(member);
    if (local === undefined) {
      local = createEstimator(estimator);
      this.#estimators.set(member, local);
    }
    return { rif: member.inFlight, latencyMs: local.estimate(member.inFlight, nowMs) };
  }

  forget(member: Member): void {
    this.#estimators.delete(member);
  }

  clear(): void {
    this.#estimators.clear();
  }
}
