import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fireOnSchedule } from '../src/fire-on-schedule.ts';

const never = new AbortController().signal;

describe('fireOnSchedule', () => {
  it('fires what is overdue at once and says how late it is', async () => {
    const fired: [number, number][] = [];
    const startMs = performance.now() - 1000;
    await fireOnSchedule([0, 900, 999], startMs, (atMs, lateMs) => fired.push([atMs, lateMs]), never);
    assert.deepEqual(
      fired.map(([atMs]) => atMs),
      [0, 900, 999],
    );
    const [first, second] = fired;
    assert.ok(first !== undefined && second !== undefined);
    assert.ok(first[1] >= 1000 && second[1] >= 100 && second[1] < first[1]);
  });

  it('lets others have their turn while it is behind', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    const times = Array.from({ length: 5000 }, () => 0);
    await fireOnSchedule(times, performance.now() - 1, () => undefined, never);
    clearInterval(timer);
    assert.ok(turns > 0);
  });

  it('ends on its signal in the middle of a wait', async () => {
    const stop = new AbortController();
    const fired: number[] = [];
    const run = fireOnSchedule([0, 3_600_000], performance.now(), atMs => fired.push(atMs), stop.signal);
    setImmediate(() => stop.abort());
    await run;
    assert.deepEqual(fired, [0]);
  });
});
