// The queue equals a naive model under any sequence of events, and no work is lost or invented.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProcessorSharing } from 'simulator';
import { NaiveSharing } from './naive-sharing.ts';
import { replay, seed } from './seed.ts';

type Change =
  | { kind: 'arrive'; workMs: number }
  | { kind: 'cancel'; nth: number }
  | { kind: 'cores'; cores: number }
  | { kind: 'speed'; factor: number }
  | { kind: 'wait' };

interface Step {
  readonly afterMs: number;
  readonly change: Change;
}

// Eighths of a millisecond are exact in binary, so that ties occur and the models may not differ over them.
const eighths = (max: number) => fc.integer({ min: 0, max: max * 8 }).map(n => n / 8);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: eighths(40).map(workMs => ({ kind: 'arrive' as const, workMs })) },
  { weight: 2, arbitrary: fc.nat(30).map(nth => ({ kind: 'cancel' as const, nth })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 0.5, 1, 2, 4, 8).map(cores => ({ kind: 'cores' as const, cores })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 0.125, 0.5, 1, 2).map(factor => ({ kind: 'speed' as const, factor })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'wait' as const }) },
);

const steps = fc.array(fc.record({ afterMs: eighths(20), change }), { maxLength: 60 });
const TOLERANCE_MS = 1e-6;

interface End {
  id: number;
  atMs: number;
}

/** Drives the queue as a simulation would: from promised end to promised end. */
function run(script: readonly Step[]): {
  ends: End[];
  naive: NaiveSharing;
  arrivedMs: number;
  leftMs: number;
} {
  const queue = new ProcessorSharing({ cores: 2, nowMs: 0 });
  const naive = new NaiveSharing(2);
  const ends: End[] = [];
  let nowMs = 0;
  let arrivedMs = 0;
  let leftMs = 0;
  const advanceTo = (untilMs: number) => {
    for (;;) {
      const atMs = queue.nextEndAtMs(nowMs);
      if (atMs > untilMs) break;
      nowMs = atMs;
      for (const id of queue.advance(atMs)) ends.push({ id, atMs });
    }
    nowMs = untilMs;
    assert.deepEqual(queue.advance(nowMs), [], replay);
    naive.runTo(nowMs);
    const leftMs = naive.jobs.reduce((sum, job) => sum + job.remainingMs, 0);
    assert.ok(Math.abs(queue.remainingMs(nowMs) - leftMs) <= TOLERANCE_MS, replay);
  };
  script.forEach(({ afterMs, change: step }, id) => {
    advanceTo(nowMs + afterMs);
    naive.runTo(nowMs);
    if (step.kind === 'arrive') {
      arrivedMs += step.workMs;
      queue.arrive(id, step.workMs, nowMs);
      naive.arrive(id, step.workMs, nowMs);
    } else if (step.kind === 'cancel') {
      const job = naive.jobs[step.nth % Math.max(1, naive.jobs.length)];
      leftMs += job?.remainingMs ?? 0;
      assert.equal(queue.cancel(job?.id ?? -1, nowMs), job !== undefined, replay);
      naive.cancel(job?.id ?? -1, nowMs);
    } else if (step.kind === 'cores') {
      queue.setCores(step.cores, nowMs);
      naive.cores = step.cores;
    } else if (step.kind === 'speed') {
      queue.setSpeed(step.factor, nowMs);
      naive.speed = step.factor;
    }
  });
  queue.setCores(1, nowMs);
  queue.setSpeed(1, nowMs);
  naive.cores = 1;
  naive.speed = 1;
  advanceTo(nowMs + 1e6);
  naive.runTo(nowMs);
  return { ends, naive, arrivedMs, leftMs };
}

test('every job ends when the naive model says', () => {
  fc.assert(
    fc.property(steps, script => {
      const { ends, naive } = run(script);
      assert.equal(ends.length, naive.ends.length, replay);
      const expected = new Map(naive.ends.map(end => [end.id, end.atMs]));
      for (const { id, atMs } of ends) {
        assert.ok(Math.abs(atMs - (expected.get(id) ?? Number.NaN)) <= TOLERANCE_MS, `job ${id}; ${replay}`);
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('work done is work brought less work cancelled', () => {
  fc.assert(
    fc.property(steps, script => {
      const { naive, arrivedMs, leftMs } = run(script);
      assert.equal(naive.jobs.length, 0, replay);
      assert.ok(Math.abs(naive.workDoneMs - (arrivedMs - leftMs)) <= TOLERANCE_MS, replay);
    }),
    { seed, numRuns: 100 },
  );
});

test('the queue itself is work conserving: busy cores finish the sum of the work, not later', () => {
  fc.assert(
    fc.property(
      fc.array(eighths(40), { minLength: 1, maxLength: 50 }),
      fc.constantFrom(1, 2, 3),
      (work, cores) => {
        const queue = new ProcessorSharing({ cores, nowMs: 0 });
        work.forEach((workMs, id) => {
          queue.arrive(id, workMs, 0);
        });
        const sumMs = work.reduce((sum, workMs) => sum + workMs, 0);
        let nowMs = 0;
        let doneMs = 0;
        while (queue.size > 0) {
          const busy = Math.min(cores, queue.size);
          const nextMs = queue.nextEndAtMs(nowMs);
          doneMs += (nextMs - nowMs) * busy;
          nowMs = nextMs;
          queue.advance(nowMs);
        }
        assert.ok(Math.abs(doneMs - sumMs) <= TOLERANCE_MS, `${doneMs} of ${sumMs}; ${replay}`);
      },
    ),
    { seed, numRuns: 200 },
  );
});

test('order of ends is order of remaining work, then of arrival', () => {
  fc.assert(
    fc.property(fc.array(eighths(5), { minLength: 1, maxLength: 60 }), work => {
      const queue = new ProcessorSharing({ cores: 2, nowMs: 0 });
      work.forEach((workMs, id) => {
        queue.arrive(id, workMs, 0);
      });
      const expected = work
        .map((workMs, id) => ({ workMs, id }))
        .sort((a, b) => a.workMs - b.workMs || a.id - b.id);
      assert.deepEqual(
        queue.advance(1e9),
        expected.map(job => job.id),
        replay,
      );
    }),
    { seed, numRuns: 100 },
  );
});
