// What became of the calls: totals, by replica, and for each check. Knows no clock and no network.

import { aggregateOf, type Call, covers, judge, sampleOf, type Verdict } from 'load-tests/check.ts';
import { replicaNumber } from 'load-tests/reply.ts';
import type { Check } from 'load-tests/scenario.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { ReplicaReport, RunReport } from './report.ts';

/** A call that ended: when it was scheduled, how, by whom. */
export interface Ended {
  readonly atMs: number;
  readonly status: string;
  readonly replica: string | null;
  /** From its scheduled time to its end. */
  readonly latencyMs: number;
}

/** Where the calls stand that nobody can be named for. */
export const NOBODY = '(none)';

interface Tally {
  calls: number;
  errors: number;
  readonly latency: LatencyHistogram;
}

/** Counts calls. Those scheduled before `warmupMs` count for checks only. */
export class CallRecorder {
  readonly #warmupMs: number;
  readonly #replicasPerBackend: number;
  readonly #checks: readonly CheckMeter[];
  readonly #total = tally();
  readonly #replicas = new Map<string, Tally>();
  readonly #errorsByStatus = new Map<string, number>();
  #dropped = 0;

  constructor(checks: readonly Check[] = [], warmupMs = 0, replicasPerBackend = 1) {
    this.#warmupMs = warmupMs;
    this.#replicasPerBackend = replicasPerBackend;
    this.#checks = checks.map(check => new CheckMeter(check));
  }

  get calls(): number {
    return this.#total.calls;
  }

  get errors(): number {
    return this.#total.errors;
  }

  get dropped(): number {
    return this.#dropped;
  }

  quantileMs(quantile: number): number | null {
    return this.#total.latency.quantileMs(quantile);
  }

  /** A call that the generator could not start in time. */
  drop(atMs: number): void {
    this.#dropped += 1;
    for (const meter of this.#checks) meter.drop(atMs);
  }

  end(ended: Ended): void {
    const { atMs, latencyMs, status } = ended;
    const ok = status === 'OK';
    const name = ended.replica ?? NOBODY;
    const replica = ended.replica === null ? null : replicaNumber(ended.replica, this.#replicasPerBackend);
    for (const meter of this.#checks) meter.add({ atMs, ok, latencyMs, replica });
    if (atMs < this.#warmupMs) return;
    const own = this.#replicas.get(name) ?? tally();
    this.#replicas.set(name, own);
    for (const each of [this.#total, own]) {
      each.calls += 1;
      each.errors += ok ? 0 : 1;
      each.latency.record(latencyMs);
    }
    if (!ok) this.#errorsByStatus.set(status, (this.#errorsByStatus.get(status) ?? 0) + 1);
  }

  /** The verdicts of a run that got as far as `untilMs`; a check whose window it did not finish measured nothing. */
  verdicts(untilMs: number): readonly Verdict[] {
    return this.#checks.map(meter => meter.verdict(untilMs));
  }

  report(): RunReport {
    const { calls, errors, latency } = this.#total;
    const answered = calls - errors;
    const byName = [...this.#replicas].sort(([one], [other]) =>
      one.localeCompare(other, 'en', { numeric: true }),
    );
    const rows = byName.map(([name, each]): [string, ReplicaReport] => [
      name,
      {
        calls: each.calls,
        errors: each.errors,
        share: answered === 0 ? 0 : (each.calls - each.errors) / answered,
        p50Ms: each.latency.quantileMs(0.5),
        p99Ms: each.latency.quantileMs(0.99),
      },
    ]);
    return {
      calls,
      errors,
      dropped: this.#dropped,
      p50Ms: latency.quantileMs(0.5),
      p90Ms: latency.quantileMs(0.9),
      p99Ms: latency.quantileMs(0.99),
      p999Ms: latency.quantileMs(0.999),
      shares: Object.fromEntries(
        rows.filter(([name]) => name !== NOBODY).map(([name, row]) => [name, row.share]),
      ),
      errorsByStatus: Object.fromEntries(this.#errorsByStatus),
      replicas: Object.fromEntries(rows),
    };
  }
}

/** Gathers what the calls add to one check. */
class CheckMeter {
  readonly #check: Check;
  readonly #latency = new LatencyHistogram();
  #samples = 0;
  #sum = 0;
  #dropped = 0;

  constructor(check: Check) {
    this.#check = check;
  }

  add(call: Call): void {
    const sample = sampleOf(this.#check, call);
    if (sample === null) return;
    this.#samples += 1;
    this.#sum += sample;
    this.#latency.record(sample);
  }

  drop(atMs: number): void {
    if (covers(this.#check, atMs)) this.#dropped += 1;
  }

  verdict(untilMs: number): Verdict {
    return judge(this.#check, untilMs < this.#check.toMs ? null : this.#value());
  }

  #value(): number | null {
    const aggregate = aggregateOf(this.#check.value);
    switch (aggregate.kind) {
      case 'mean':
        return this.#samples === 0 ? null : this.#sum / this.#samples;
      case 'quantile':
        return this.#latency.quantileMs(aggregate.quantile);
      case 'count':
        return this.#dropped;
    }
  }
}

function tally(): Tally {
  return { calls: 0, errors: 0, latency: new LatencyHistogram() };
}
