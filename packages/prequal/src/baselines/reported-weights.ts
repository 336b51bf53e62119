// What weights do the replicas' reports give them, and what is made of them? As gRFC A58 defines it.

import type { Member } from '../fleet.ts';
import type { LoadReport } from '../load-report.ts';
import { MemberRows } from '../member-rows.ts';

/** gRFC A58, error_utilization_penalty. */
const ERROR_PENALTY = 1;
/** gRFC A58, blackout_period: reports must have come for so long, ms, before they count; until then all weigh the same. */
export const BLACKOUT_MS = 10_000;
/** gRFC A58, weight_expiration_period. */
const EXPIRY_MS = 180_000;
/** gRFC A58, weight_update_period. */
const UPDATE_MS = 1000;

/** The columns of a replica's row. */
const WEIGHT = 0;
const REPORTED_AT_MS = 1;
/** When the first report since the start or an expiry came. */
const SINCE_MS = 2;
const NEVER = Number.NEGATIVE_INFINITY;
const BLANK = [0, NEVER, NEVER, 0];

/** Weights by replica, and a schedule made of them anew every second and whenever the replicas change. */
export class ReportedWeights<Schedule> {
  readonly #make: (members: readonly Member[], weights: readonly number[]) => Schedule;
  readonly #rows = new MemberRows(BLANK);
  #made: { readonly from: readonly Member[]; readonly schedule: Schedule } | null = null;
  #dueAtMs = Number.NEGATIVE_INFINITY;

  /** `make` gets the weights of `members` in their order, 0 = none. */
  constructor(make: (members: readonly Member[], weights: readonly number[]) => Schedule) {
    this.#make = make;
  }

  /** Prequal §5.2 [wrr-weight], by gRFC A58: qps / (utilization + eps / qps x penalty). A report without these says nothing. */
  onReport(member: Member, { qps = 0, eps = 0, utilization = 0 }: LoadReport, nowMs: number): void {
    if (qps <= 0 || utilization <= 0) return;
    const at = this.#rows.at(member);
    const { numbers } = this.#rows;
    numbers[at + WEIGHT] = qps / (utilization + (eps / qps) * ERROR_PENALTY);
    numbers[at + REPORTED_AT_MS] = nowMs;
    if (numbers[at + SINCE_MS] === NEVER) numbers[at + SINCE_MS] = nowMs;
  }

  /** It left, or its connection failed: a new one starts with a blackout. */
  forget(member: Member): void {
    this.#rows.clear(member);
  }

  /** The schedule in force; `from` is another array when it has other members. */
  scheduleOf(from: readonly Member[], nowMs: number): Schedule {
    if (this.#made === null || this.#made.from !== from || nowMs >= this.#dueAtMs) {
      const weights = from.map(member => this.#weightOf(member, nowMs));
      this.#made = { from, schedule: this.#make(from, weights) };
    }
    if (nowMs >= this.#dueAtMs) {
      this.#dueAtMs = (nowMs - this.#dueAtMs < UPDATE_MS ? this.#dueAtMs : nowMs) + UPDATE_MS;
    }
    return this.#made.schedule;
  }

  #weightOf(member: Member, nowMs: number): number {
    const at = this.#rows.at(member);
    const { numbers } = this.#rows;
    if (nowMs - (numbers[at + REPORTED_AT_MS] as number) >= EXPIRY_MS) numbers[at + SINCE_MS] = NEVER;
    const sinceMs = numbers[at + SINCE_MS] as number;
    return sinceMs === NEVER || nowMs - sinceMs < BLACKOUT_MS ? 0 : (numbers[at + WEIGHT] as number);
  }
}
