// The last decisions, written down so cheaply that every pick can be, and told whole only when somebody asks.

import type { Candidate, Decision, Regime, RuleName } from './decision.ts';
import type { Member } from './fleet.ts';
import { isHot, selectBest, type Threshold } from './hot-cold.ts';
import type { LoadSource } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { PoolEntry } from './probe-pool.ts';
import { countByRif, type RifHistory } from './rif-history.ts';
import type { Rng } from './rng.ts';

/** One entry as the pick saw it. */
interface Seen {
  member: Member;
  source: LoadSource;
  rif: number;
  reportedRif: number;
  latencyMs: number;
  trial: boolean;
  ageMs: number;
  usesLeft: number;
  ref: number;
}

/** One decision in the making; reused when the ring comes round. */
export class DecisionRecord {
  pickId = -1;
  atMs = 0;
  rule: RuleName = 'baseline';
  member: Member | null = null;
  options: PolicyOptions | null = null;
  regime: Regime | null = null;
  poolCapacity: number | null = null;
  threshold: Threshold | null = null;
  probed: readonly string[] = [];
  status: string | null = null;
  durationMs: number | null = null;
  readonly #seen: Seen[] = [];
  #seenCount = 0;
  #history = new Float64Array(0);
  #historyCount = 0;

  start(pickId: number, options: PolicyOptions, nowMs: number): void {
    this.pickId = pickId;
    this.atMs = nowMs;
    this.member = null;
    this.options = options;
    this.regime = null;
    this.poolCapacity = null;
    this.threshold = null;
    this.probed = [];
    this.status = null;
    this.durationMs = null;
    this.#seenCount = 0;
    this.#historyCount = 0;
  }

  /** Copies what the hot-cold rule is about to compare. */
  see(entries: readonly PoolEntry[], history: RifHistory, nowMs: number): void {
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as PoolEntry;
      const seen = this.#seen[i];
      if (seen === undefined) this.#seen.push(seenOf(entry, nowMs));
      else copySeen(seen, entry, nowMs);
    }
    this.#seenCount = entries.length;
    if (this.#history.length < history.count) this.#history = new Float64Array(history.count * 2);
    history.copyTo(this.#history);
    this.#historyCount = history.count;
  }

  /** The decision in full; `rng` only breaks the runner-up's ties. */
  tell(rng: Rng): Decision | null {
    const { member, options, threshold } = this;
    if (member === null || options === null) return null;
    const seen = this.#seen.slice(0, this.#seenCount);
    const candidates = seen.map(one => candidateOf(one, threshold));
    const chosen = seen.find(one => one.member === member);
    const fromPool = this.rule === 'cold' || this.rule === 'hot';
    const second = threshold === null ? -1 : selectBest(seen, threshold, rng, one => one.member === member);
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
      ref: fromPool ? (chosen?.ref ?? 0) : 0,
      status: this.status,
      durationMs: this.durationMs,
    };
  }
}

function seenOf(entry: PoolEntry, nowMs: number): Seen {
  const seen = { ref: 0, ageMs: 0, trial: false, rif: 0, reportedRif: 0, latencyMs: 0, usesLeft: 0 };
  return copySeen({ ...seen, member: entry.member, source: entry.source }, entry, nowMs);
}

function copySeen(seen: Seen, entry: PoolEntry, nowMs: number): Seen {
  seen.member = entry.member;
  seen.source = entry.source;
  seen.rif = entry.rif;
  seen.reportedRif = entry.reportedRif;
  seen.latencyMs = entry.latencyMs;
  seen.trial = entry.trial;
  seen.ageMs = nowMs - entry.receivedAtMs;
  seen.usesLeft = entry.usesLeft;
  seen.ref = entry.ref;
  return seen;
}

function candidateOf(seen: Seen, threshold: Threshold | null): Candidate {
  return {
    replica: seen.member.id,
    rif: seen.rif,
    reportedRif: seen.reportedRif,
    latencyMs: seen.latencyMs === Number.POSITIVE_INFINITY ? null : seen.latencyMs,
    ageMs: seen.ageMs,
    usesLeft: seen.usesLeft,
    hot: threshold !== null && isHot(seen, threshold),
    source: seen.source,
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

  /** The record to write decision `pickId` into. */
  start(pickId: number, options: PolicyOptions, nowMs: number): DecisionRecord {
    const at = pickId % this.#records.length;
    let record = this.#records[at];
    if (record === undefined) {
      record = new DecisionRecord();
      this.#records[at] = record;
    }
    record.start(pickId, options, nowMs);
    return record;
  }

  /** The record of `pickId`, or null when the ring has gone past it. */
  get(pickId: number): DecisionRecord | null {
    const record = this.#records[pickId % this.#records.length];
    return record?.pickId === pickId ? record : null;
  }

  /** Keeps the newest records that fit. */
  resize(capacity: number): void {
    if (capacity === this.#records.length) return;
    const kept = this.#records
      .filter(record => record !== undefined)
      .sort((a, b) => a.pickId - b.pickId)
      .slice(-capacity);
    this.#records = new Array(capacity);
    for (const record of kept) this.#records[record.pickId % capacity] = record;
  }
}
