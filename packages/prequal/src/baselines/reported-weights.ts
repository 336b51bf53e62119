// What weights do the replicas' reports give them, and what is made of them? As gRFC A58 defines it.

import type { Member } from '../fleet.ts';
import type { LoadReport } from '../load-report.ts';

/** gRFC A58, error_utilization_penalty. */
const ERROR_PENALTY = 1;
/** gRFC A58, blackout_period: reports must have come for so long before they count. */
const BLACKOUT_MS = 10_000;
/** gRFC A58, weight_expiration_period. */
const EXPIRY_MS = 180_000;
/** gRFC A58, weight_update_period. */
const UPDATE_MS = 1000;

/** Weights by replica, and a schedule made of them anew every second and whenever the replicas change. */
export class ReportedWeights<Schedule> {
  readonly #make: (members: readonly Member[], weights: readonly number[]) => Schedule;
  readonly #weights = new Map<Member, ReportedWeight>();
  #made: { readonly from: readonly Member[]; readonly schedule: Schedule } | null = null;
  #dueAtMs = Number.NEGATIVE_INFINITY;

  /** `make` gets the weights of `members` in their order, 0 = none. */
  constructor(make: (members: readonly Member[], weights: readonly number[]) => Schedule) {
    this.#make = make;
  }

  onReport(member: Member, report: LoadReport, nowMs: number): void {
    let weight = this.#weights.get(member);
    if (weight === undefined) {
      weight = new ReportedWeight();
      this.#weights.set(member, weight);
    }
    weight.onReport(report, nowMs);
  }

  /** It left, or its connection failed: a new one starts with a blackout. */
  forget(member: Member): void {
    this.#weights.delete(member);
  }

  /** The schedule in force; `from` is another array when it has other members. */
  scheduleOf(from: readonly Member[], nowMs: number): Schedule {
    if (this.#made === null || this.#made.from !== from || nowMs >= this.#dueAtMs) {
      const weights = from.map(member => this.#weights.get(member)?.at(nowMs) ?? 0);
      this.#made = { from, schedule: this.#make(from, weights) };
    }
    if (nowMs >= this.#dueAtMs) {
      this.#dueAtMs = (nowMs - this.#dueAtMs < UPDATE_MS ? this.#dueAtMs : nowMs) + UPDATE_MS;
    }
    return this.#made.schedule;
  }
}

class ReportedWeight {
  #weight = 0;
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  /** When the first report since the start or an expiry came; null = none. */
  #sinceMs: number | null = null;

  /** Prequal §5.2 [wrr-weight], by gRFC A58: qps / (utilization + eps / qps x penalty). A report without these says nothing. */
  onReport({ qps = 0, eps = 0, utilization = 0 }: LoadReport, nowMs: number): void {
    if (qps <= 0 || utilization <= 0) return;
    this.#weight = qps / (utilization + (eps / qps) * ERROR_PENALTY);
    this.#reportedAtMs = nowMs;
    this.#sinceMs ??= nowMs;
  }

  at(nowMs: number): number {
    if (nowMs - this.#reportedAtMs >= EXPIRY_MS) this.#sinceMs = null;
    return this.#sinceMs === null || nowMs - this.#sinceMs < BLACKOUT_MS ? 0 : this.#weight;
  }
}
