// The probe pool against a list that is filtered and searched in full, after any sequence of operations.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Member } from '../src/fleet.ts';
import { type PoolEntry, ProbePool } from '../src/probe-pool.ts';
import type { RemovalReason } from '../src/vocabulary.ts';
import { seed } from './seed.ts';

/** What the pool should hold, oldest first. */
class NaivePool {
  capacity: number;
  held: PoolEntry[] = [];
  inserted = 0;
  readonly removed: string[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  drop(reason: RemovalReason, isOut: (entry: PoolEntry, index: number) => boolean): void {
    for (const entry of this.held.filter(isOut)) this.removed.push(`${entry.member.id} ${reason}`);
    this.held = this.held.filter((entry, index) => !isOut(entry, index));
  }

  /** Makes room for an entry of `member`, which is to be pushed then: the pool writes entries over. */
  makeRoom(member: Member): void {
    this.inserted++;
    this.drop('replaced', other => other.member === member);
    this.fit(1);
  }

  fit(coming = 0): void {
    const over = this.held.length + coming - this.capacity;
    this.drop('evicted', (_, index) => index < over);
  }
}

interface Real {
  readonly pool: ProbePool;
  readonly members: readonly Member[];
  nowMs: number;
}

const MAX_AGE_MS = 100;

/** One operation on both, then a comparison in full. */
function operation(label: string, act: (naive: NaivePool, real: Real) => void): fc.Command<NaivePool, Real> {
  return {
    check: () => true,
    run: (naive, real) => {
      act(naive, real);
      compare(naive, real);
    },
    toString: () => label,
  };
}

function compare(naive: NaivePool, { pool, members }: Real): void {
  assert.deepEqual([...pool.entries], naive.held);
  assert.ok(pool.entries.length <= naive.capacity);
  assert.equal(new Set(pool.entries.map(entry => entry.member)).size, pool.entries.length);
  for (const member of members) {
    const entry = naive.held.find(one => one.member === member);
    assert.equal(pool.entryOf(member), entry ?? null);
    for (const [reason, count] of Object.entries(member.removals)) {
      const expected = naive.removed.filter(one => one === `${member.id} ${reason}`).length;
      assert.equal(count, expected, `${member.id} ${reason}`);
    }
  }
  assert.equal(naive.inserted, naive.held.length + naive.removed.length);
}

const memberAt = ({ members }: Real, index: number) => members[index % members.length] as Member;

const insert = (index: number, afterMs: number) =>
  operation(`insert r${index} after ${afterMs} ms`, (naive, real) => {
    real.nowMs += afterMs;
    const member = memberAt(real, index);
    member.onReport({ rif: index, latencyMs: 1 }, 'probe', real.nowMs);
    naive.makeRoom(member);
    naive.held.push(real.pool.insert(member, 1));
  });

const expire = (afterMs: number) =>
  operation(`expire after ${afterMs} ms`, (naive, real) => {
    real.nowMs += afterMs;
    naive.drop('expired', entry => entry.receivedAtMs < real.nowMs - MAX_AGE_MS);
    real.pool.expire(MAX_AGE_MS, real.nowMs);
  });

const remove = (index: number, reason: RemovalReason) =>
  operation(`remove r${index}: ${reason}`, (naive, real) => {
    const member = memberAt(real, index);
    naive.drop(reason, entry => entry.member === member);
    real.pool.remove(member, reason);
  });

const removeAt = (at: number, reason: RemovalReason) =>
  operation(`remove at ${at}: ${reason}`, (naive, { pool }) => {
    naive.drop(reason, (_, index) => index === at);
    pool.removeAt(at, reason);
  });

const setCapacity = (capacity: number) =>
  operation(`capacity ${capacity}`, (naive, { pool }) => {
    naive.capacity = capacity;
    naive.fit();
    pool.setCapacity(capacity);
  });

// Times in whole milliseconds and an age limit that they meet: the boundary is hit.
const inserts = fc.tuple(fc.nat(9), fc.nat(30)).map(([index, afterMs]) => insert(index, afterMs));
const operations = fc.commands(
  [
    inserts,
    inserts,
    fc.constantFrom(0, 1, 50, 100, 101).map(expire),
    fc
      .tuple(fc.nat(9), fc.constantFrom<RemovalReason>('left', 'failed', 'exhausted'))
      .map(([index, reason]) => remove(index, reason)),
    fc
      .tuple(fc.integer({ min: -1, max: 9 }), fc.constantFrom<RemovalReason>('oldest', 'worst'))
      .map(([at, reason]) => removeAt(at, reason)),
    fc.integer({ min: 1, max: 9 }).map(setCapacity),
  ],
  { maxCommands: 60 },
);

test('the pool equals the naive model, and every entry is present or removed for one reason', () => {
  fc.assert(
    fc.property(operations, fc.integer({ min: 1, max: 6 }), (commands, capacity) => {
      fc.modelRun(
        () => ({
          model: new NaivePool(capacity),
          real: {
            pool: new ProbePool(capacity),
            members: Array.from({ length: 8 }, (_, i) => new Member(`r${i}`, i)),
            nowMs: 0,
          },
        }),
        commands,
      );
    }),
    { seed, numRuns: 500 },
  );
});
