// The replicas as the admin pages show them: what the policy believes beside what this balancer measured.

import type { RuleName, Snapshot } from 'prequal';
import type { ReplicaRow } from '../inspector/inspector-view.ts';
import type { ReplicaStates } from '../replicas/replica-states.ts';
import type { Replica } from '../replicas/replicas.ts';
import { RULES } from '../telemetry/metrics.ts';

/** Picks by rule since the start, over all replicas that are members now. */
export function rulesOf({ counts }: Snapshot): Record<RuleName, number> {
  const sum = (rule: RuleName) =>
    Object.values(counts.picks).reduce((total, picks) => total + (picks[rule] ?? 0), 0);
  return Object.fromEntries(RULES.map(rule => [rule, sum(rule)])) as Record<RuleName, number>;
}

/** One row a replica. Share and quantiles are over the last ten seconds; unknown values are null. */
export function replicaRows(
  snapshot: Snapshot,
  replicas: readonly Replica[],
  states: ReplicaStates,
  nowMs: number,
): ReplicaRow[] {
  const callsOf = new Map(replicas.map(replica => [replica, replica.window.calls(nowMs)]));
  const total = [...callsOf.values()].reduce((sum, calls) => sum + calls, 0);
  const views = new Map(snapshot.replicas.map(view => [view.replica, view]));
  return replicas.map(replica => {
    const { id } = replica.member;
    const view = views.get(id);
    const state = states.view(id);
    return {
      replica: id,
      state: state?.state ?? 'disconnected',
      cause: state?.cause ?? null,
      sinceMs: state?.sinceMs ?? null,
      inFlight: view?.inFlight ?? 0,
      rif: view?.rif ?? null,
      penalty: view?.penalty ?? 0,
      latencyMs: view?.latencyMs ?? null,
      reportAgeMs: view?.reportAgeMs ?? null,
      source: view?.source ?? null,
      calls: replica.calls,
      errors: replica.errors,
      share: total === 0 ? null : (callsOf.get(replica) ?? 0) / total,
      p50Ms: replica.window.quantileMs(0.5, nowMs),
      p99Ms: replica.window.quantileMs(0.99, nowMs),
    };
  });
}
