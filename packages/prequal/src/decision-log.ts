// The last decisions, written down so cheaply that every pick can be, and told whole only when somebody asks.

import type { Regime, RuleName } from './closed-sets.ts';
import type { Candidate, Decision } from './decision.ts';
import type { Member } from './fleet.ts';
import { type Contender, isHot, selectBest, type Threshold } from './hot-cold.ts';
import type { LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { PoolEntry } from './probe-pool.ts';
import { countByRif, type RifHistory } from './rif-history.ts';
import type { Rng } from './rng.ts';

/** One entry as the pick saw it. */
interface Seen extends Contender {
  readonly entry: PoolEntry;
  readonly usesLeft: number;
}

/** What changes in an entry after the pick saw it, so it is copied: RIF, latency, uses left. */
const COPIED = 3;
const NONE: readonly PoolEntry[] = [];
/** Stands for the latency of a trial. */
const TRIAL = -1;

/** A query that was picked for and has not ended. */
export interface OpenPick {
  readonly member: Member;
  /** Queries of ours in flight there at the start, this one included. */
  readonly tag: number;
  /** The replica's last report at the start. */
  readonly report: LoadReport | null;
  /** The rule's own note, for `onAbandoned`. */
  readonly token: unknown;
}

/** One decision in the making; reused when the ring comes round. */
export class DecisionRecord {
  pickId = -1;
  atMs = 0;
  rule: RuleName = 'baseline';
  member: Member | null = null;
  /** Left out of the choice by the caller. */
  excluded: Member | null = null;
  /** The query while it runs. */
  open: OpenPick | null = null;
  options: PolicyOptions | null = null;
  regime: Regime | null = null;
  poolCapacity: number | null = null;
  threshold: Threshold | null = null;
  probed: readonly string[] = [];
  status: string | null = null;
  durationMs: number | null = null;
  #entries: readonly PoolEntry[] = NONE;
  #copied = new Float64Array(0);
  #history: Uint32Array = new Uint32Array(0);
  #historyCount = 0;

  start(pickId: number, options: PolicyOptions, nowMs: number): void {
    this.pickId = pickId;
    this.atMs = nowMs;
    this.member = null;
    this.excluded = null;
    this.open = null;
    this.options = options;
    this.regime = null;
    this.poolCapacity = null;
    this.threshold = null;
    this.probed = [];
    this.status = null;
    this.durationMs = null;
    this.#entries = NONE;
    this.#historyCount = 0;
  }

  /** Notes what the hot-cold rule is about to compare. */
  see(entries: readonly PoolEntry[], history: RifHistory): void {
    if (this.#copied.length < entries.length * COPIED)
      this.#copied = new Float64Array(entries.length * COPIED);
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as PoolEntry;
      this.#copied[i * COPIED] = entry.rif;
      this.#copied[i * COPIED + 1] = entry.trial ? TRIAL : entry.latencyMs;
      this.#copied[i * COPIED + 2] = entry.usesLeft;
    }
    // A copy in one piece: element by element costs a write barrier each.
    this.#entries = entries.slice();
    this.#history = history.copyTo(this.#history);
    this.#historyCount = history.count;
  }

  /** The decision in full; `rng` only breaks the runner-up's ties. */
  tell(rng: Rng): Decision | null {
    const { member, options, threshold } = this;
    if (member === null || options === null) return null;
    const seen = this.#seen();
    const candidates = seen.map(one => candidateOf(one, threshold, this.atMs));
    const chosen = seen.find(one => one.entry.member === member);
    const fromPool = this.rule === 'cold' || this.rule === 'hot';
    const isOut = ({ entry }: Seen) => entry.member === member || entry.member === this.excluded;
    const second = threshold === null ? -1 : selectBest(seen, threshold, rng, isOut);
    const runnerUp = fromPool ? (candidates[second] ?? null) : null;
    const limit = threshold === null || threshold.rif === Number.POSITIVE_INFINITY ? null : threshold.rif;
    const picked = candidates.find(one => one.replica === member.id) ?? null;
    return {
      id: this.pickId,
      atMs: this.atMs,
      policy: options.policy,
      mode: options.mode,
      rule: this.rule,
      replica: member.id,
      runnerUp: runnerUp?.replica ?? null,
      reason: reasonFor(this.rule, member.id, picked, runnerUp, limit),
      threshold: limit,
      qRif: options.policy === 'prequal' ? options.qRif : null,
      regime: this.regime,
      rifHistory: countByRif(this.#history, this.#historyCount),
      poolCapacity: this.poolCapacity,
      candidates,
      probed: this.probed,
      ref: fromPool ? (chosen?.entry.ref ?? 0) : 0,
      status: this.status,
      durationMs: this.durationMs,
    };
  }

  #seen(): Seen[] {
    return this.#entries.map((entry, i) => {
      const [rif = 0, latencyMs = 0, usesLeft = 0] = this.#copied.subarray(i * COPIED, (i + 1) * COPIED);
      const trial = latencyMs === TRIAL;
      return { entry, rif, latencyMs: trial ? Number.POSITIVE_INFINITY : latencyMs, usesLeft, trial };
    });
  }
}

function candidateOf(seen: Seen, threshold: Threshold | null, atMs: number): Candidate {
  const { entry } = seen;
  return {
    replica: entry.member.id,
    rif: seen.rif,
    reportedRif: entry.reportedRif,
    latencyMs: seen.latencyMs === Number.POSITIVE_INFINITY ? null : seen.latencyMs,
    ageMs: atMs - entry.receivedAtMs,
    usesLeft: seen.usesLeft,
    hot: threshold !== null && isHot(seen, threshold),
    source: entry.source,
  };
}

const PLAIN_REASONS: Readonly<Record<Exclude<RuleName, 'cold' | 'hot'>, string>> = {
  fallback: 'drawn at random, the pool held too few entries',
  only: 'the only replica that may be picked',
  panic: 'drawn at random, every replica is set aside',
  baseline: 'picked by a rule without probes',
};

/** The choice in words: "b: cold, 12.3 ms; runner-up a: cold, 14.0 ms; threshold 5". */
function reasonFor(
  rule: RuleName,
  id: string,
  picked: Candidate | null,
  second: Candidate | null,
  limit: number | null,
): string {
  if (rule !== 'cold' && rule !== 'hot') return `${id}: ${PLAIN_REASONS[rule]}`;
  const parts = [inWords(id, picked)];
  if (second !== null) parts.push(`runner-up ${inWords(second.replica, second)}`);
  parts.push(limit === null ? 'no threshold' : `threshold ${limit}`);
  return parts.join('; ');
}

function inWords(id: string, candidate: Candidate | null): string {
  if (candidate === null) return id;
  const latency = candidate.latencyMs === null ? 'latency unknown' : `${candidate.latencyMs.toFixed(1)} ms`;
  return candidate.hot
    ? `${id}: hot at RIF ${candidate.rif}, ${latency}`
    : `${id}: cold at RIF ${candidate.rif}, ${latency}`;
}

/** A ring of the last `capacity` records by pick id. */
export class DecisionLog {
  #records: (DecisionRecord | undefined)[];

  constructor(capacity: number) {
    this.#records = new Array(capacity);
  }

  /** The record for decision `pickId`, still holding the one that it takes the place of. */
  next(pickId: number): DecisionRecord {
    const at = pickId % this.#records.length;
    let record = this.#records[at];
    if (record === undefined) {
      record = new DecisionRecord();
      this.#records[at] = record;
    }
    return record;
  }

  /** The record of `pickId`, or null when the ring has gone past it. */
  get(pickId: number): DecisionRecord | null {
    const record = this.#records[pickId % this.#records.length];
    return record?.pickId === pickId ? record : null;
  }

  /** Keeps the newest records that fit; returns the others. */
  resize(capacity: number): DecisionRecord[] {
    if (capacity === this.#records.length) return [];
    const records = this.#records.filter(record => record !== undefined).sort((a, b) => b.pickId - a.pickId);
    this.#records = new Array(capacity);
    for (const record of records.slice(0, capacity)) this.#records[record.pickId % capacity] = record;
    return records.slice(capacity);
  }
}
