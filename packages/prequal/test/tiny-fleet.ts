// A fleet of equal replicas that answer probes at once and tell the truth, for driving any policy. They share their time among
// the queries: latency is proportional to RIF, without noise. Queries end at random, or the fleet would walk in step with the
// probes. Of the probes that a query waits for a random number are answered in time, none and all included; the others late.

import assert from 'node:assert/strict';
import type { Policy, ProbeFirst, Resolved } from '../src/policy.ts';
import { createRng } from '../src/rng.ts';
import type { RuleName } from '../src/vocabulary.ts';
import type { Picked } from './ready-policy.ts';

/** A query that was sent. */
interface Sent {
  readonly replica: string;
  readonly rule: RuleName;
  /** Answers that came in time when it asked first; null when it did not. */
  readonly answers: number | null;
}

interface Running {
  readonly pickId: number;
  readonly replica: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** How long a query runs on average at every replica, ms; uniform around it. */
const QUERY_MS = 8;
/** What a replica says that a query would take were it alone. */
const WORK_MS = 3;

export class TinyFleet {
  readonly policy: Policy;
  nowMs = 0;
  /** Every query sent so far. */
  readonly picks: Sent[] = [];
  readonly #rng = createRng(1).child('durations');
  readonly #lateness = createRng(1).child('lateness');
  #eligible: string[] = [];
  #running: Running[] = [];
  #wakeAtMs = Number.NEGATIVE_INFINITY;
  /** Of the last pick. */
  #answers: number | null = null;

  readonly #spreadMs: number;

  /** `spreadMs`: how far a query's time may be from the mean, 0 to the mean itself. */
  constructor(policy: Policy, spreadMs = QUERY_MS) {
    this.policy = policy;
    this.#spreadMs = spreadMs;
  }

  get running(): number {
    return this.#running.length;
  }

  /** Makes these, and no others, members and eligible. */
  deploy(ids: readonly string[]): void {
    this.policy.setReplicas(ids, this.nowMs);
    for (const id of ids) this.policy.setEligible(id, true, this.nowMs);
    this.#eligible = [...ids];
    this.#wake();
  }

  setEligible(id: string, eligible: boolean): void {
    this.policy.setEligible(id, eligible, this.nowMs);
    this.#eligible = this.#eligible.filter(one => one !== id);
    if (eligible) this.#eligible.push(id);
    this.#wake();
  }

  /** `count` queries a millisecond apart; returns how many each replica got. */
  send(count: number): Map<string, number> {
    const served = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      this.pass(1);
      const replica = this.sendOne();
      served.set(replica, (served.get(replica) ?? 0) + 1);
    }
    return served;
  }

  sendOne(exclude?: string): string {
    const { pickId, replica, probe } = this.pick(exclude);
    this.#running.push({
      pickId,
      replica,
      startMs: this.nowMs,
      endMs: this.nowMs + QUERY_MS + (2 * this.#rng.float() - 1) * this.#spreadMs,
    });
    const { rule } = this.policy.lastUse();
    this.picks.push({ replica, rule, answers: this.#answers });
    this.#answer(probe);
    return replica;
  }

  /** A pick that nothing is sent for, with the probes that are still to be answered. */
  pick(exclude?: string): Picked {
    const first = this.policy.pick(this.nowMs, exclude);
    this.#answers = null;
    const pick = first.kind === 'probe_first' ? this.#settle(first, exclude) : first;
    assert.ok(pick.kind === 'picked', 'a choice exists');
    assert.ok(this.#eligible.includes(pick.replica), `${pick.replica} is not eligible`);
    assert.notEqual(pick.replica, exclude);
    return pick;
  }

  /** Time passes: queries end, silences are probed. */
  pass(ms: number): void {
    this.nowMs += ms;
    for (const { pickId, startMs, endMs } of this.#running.filter(one => one.endMs <= this.nowMs)) {
      this.policy.onQueryEnd(pickId, { status: 'OK', latencyMs: endMs - startMs }, this.nowMs);
    }
    this.#running = this.#running.filter(one => one.endMs > this.nowMs);
    if (this.nowMs >= this.#wakeAtMs) this.#wake();
  }

  #settle({ pickId, probe, waitFor }: ProbeFirst, exclude: string | undefined): Resolved {
    assert.ok(exclude === undefined || !probe.includes(exclude), `${exclude} was probed and is excluded`);
    assert.ok(waitFor >= 1 && waitFor <= probe.length, `${waitFor} of ${probe.length} are waited for`);
    const inTime = this.#lateness.int(probe.length + 1);
    this.#answer(probe.slice(0, inTime));
    this.#answers = inTime;
    const resolved = this.policy.resolve(pickId, this.nowMs);
    const decision = this.policy.explain(pickId);
    assert.deepEqual([decision?.answers, decision?.probed], [inTime, probe]);
    assert.throws(() => this.policy.resolve(pickId, this.nowMs), RangeError);
    return resolved.kind === 'picked' ? { ...resolved, probe: probe.slice(inTime) } : resolved;
  }

  #wake(): void {
    const { probe, wakeAtMs } = this.policy.onWake(this.nowMs);
    this.#wakeAtMs = wakeAtMs;
    this.#answer(probe);
  }

  #answer(probe: readonly string[]): void {
    assert.equal(new Set(probe).size, probe.length, 'distinct');
    for (const id of probe) {
      assert.ok(this.#eligible.includes(id), `${id} was probed and is not eligible`);
      const rif = this.#running.filter(one => one.replica === id).length;
      this.policy.onProbeReply(id, { rif, latencyMs: WORK_MS * (rif + 1) }, this.nowMs);
    }
  }
}
