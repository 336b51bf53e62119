// A fleet of equal replicas that answer probes at once and tell the truth, for driving any policy. They share their time among
// the queries: latency is proportional to RIF, without noise. Queries end at random, or the fleet would walk in step with the
// probes.

import assert from 'node:assert/strict';
import type { RuleName } from '../src/closed-sets.ts';
import type { Policy } from '../src/policy.ts';
import { createRng } from '../src/rng.ts';

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
  /** Every pick so far, with the rule and the probes that it caused. */
  readonly picks: { readonly replica: string; readonly rule: RuleName; readonly probe: readonly string[] }[] =
    [];
  readonly #rng = createRng(1).child('durations');
  #eligible: string[] = [];
  #running: Running[] = [];
  #wakeAtMs = Number.NEGATIVE_INFINITY;

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
    const pick = this.policy.pick(this.nowMs, exclude);
    assert.ok(pick.kind === 'picked', 'a choice exists');
    const { pickId, replica, probe } = pick;
    assert.ok(this.#eligible.includes(replica), `${replica} is not eligible`);
    assert.notEqual(replica, exclude);
    this.#running.push({
      pickId,
      replica,
      startMs: this.nowMs,
      endMs: this.nowMs + QUERY_MS + (2 * this.#rng.float() - 1) * this.#spreadMs,
    });
    this.picks.push({ replica, rule: this.policy.lastUse().rule, probe });
    this.#answer(probe);
    return replica;
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
