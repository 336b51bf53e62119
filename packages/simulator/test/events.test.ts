// What happens to replicas and probes in a run: errors, freezes, stops, members that come and go, speed, synchronous probes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FleetEvent, simulate } from 'simulator';
import { smallFleet } from './fleet-options.ts';
import { endedQueries, shareOf } from './share.ts';

const random = { ...smallFleet, policy: { policy: 'random' as const } };
const during = { atMs: 3000, forMs: 3000, replica: 1 };

function runWith(event: FleetEvent) {
  return endedQueries({ ...random, events: [event] });
}

test('a replica fails the fraction that an event says, at once and with its status, and stops doing so', () => {
  const ended = runWith({ ...during, errorFraction: 0.5, errorStatus: 'INTERNAL' });
  const failed = ended.filter(({ status }) => status !== 'OK');
  const there = ended.filter(({ replica, atMs }) => replica === 1 && atMs >= 3000 && atMs < 5999);
  assert.ok(failed.length > 0);
  for (const { status, replica, latencyMs, atMs } of failed) {
    assert.equal(status, 'INTERNAL');
    assert.equal(replica, 1);
    assert.ok(Math.abs(latencyMs - 0.6) < 1e-6);
    assert.ok(atMs > 2999 && atMs < 6000);
  }
  // Binomial, five standard deviations.
  const share = failed.length / there.length;
  assert.ok(Math.abs(share - 0.5) < 5 * Math.sqrt(0.25 / there.length), `${share} of ${there.length}`);
});

test('a frozen replica answers nothing, then what waited', () => {
  const ended = runWith({ ...during, forMs: 1000, frozen: true });
  const there = ended.filter(({ replica, atMs }) => replica === 1 && atMs > 3000 && atMs < 3999);
  assert.ok(there.length > 0);
  for (const { atMs, latencyMs, status } of there) {
    assert.equal(status, 'OK');
    assert.ok(atMs + latencyMs >= 4000);
  }
});

test('a frozen replica is set aside within a second by its silence alone, and serves again', () => {
  const events = [{ ...during, frozen: true }];
  const ended = endedQueries({ ...smallFleet, durationMs: 20_000, events });
  assert.equal(shareOf(ended, 1, 4000, 6000), 0);
  // What it answered after three seconds counts as its latency until that is five seconds old.
  assert.ok(shareOf(ended, 1, 12_000, 20_000) > 0.1);
});

test('where one fails and the others are frozen, all are tried: a client panics as the balancer does', () => {
  const events: FleetEvent[] = [
    { atMs: 2000, replica: 0, errorFraction: 1 },
    { atMs: 3000, replica: 1, frozen: true },
    { atMs: 3000, replica: 2, frozen: true },
  ];
  const ended = endedQueries({ ...smallFleet, replicas: 3, clients: 1, durationMs: 6000, events });
  const tried = ended
    .filter(({ atMs, rule }) => atMs > 4500 && rule === 'panic')
    .map(({ replica }) => replica);
  assert.deepEqual([...new Set(tried)].sort(), [0, 1, 2]);
});

test('a stopped replica gets nothing from a second on, finishes what it has, and comes back', () => {
  const ended = endedQueries({ ...smallFleet, events: [{ ...during, stopped: true }] });
  assert.equal(shareOf(ended, 1, 4001, 6000), 0);
  assert.ok(shareOf(ended, 1, 6500, 10_000) > 0.1);
  assert.ok(ended.every(({ status }) => status === 'OK'));
});

test('one that is no member gets nothing; without members queries fail at once', () => {
  const ended = runWith({ ...during, member: false });
  assert.equal(shareOf(ended, 1, 3000, 6000), 0);
  const none = [0, 1, 2, 3].map(replica => ({ ...during, replica, member: false }));
  const { errorsByStatus } = simulate({ ...random, events: none });
  assert.deepEqual(Object.keys(errorsByStatus), ['UNAVAILABLE']);
});

test('speed and cores change for a time; a later event on the same value replaces an earlier one', () => {
  const options = { ...random, replicas: 1, clients: 1, load: 10, work: 'constant' as const, networkMs: 0 };
  const events: FleetEvent[] = [
    { atMs: 2000, forMs: 4000, replica: 0, speed: 0.5 },
    { atMs: 4000, forMs: 4000, replica: 0, speed: 0.25 },
  ];
  const least = (fromMs: number, toMs: number) =>
    Math.min(
      ...endedQueries({ ...options, events })
        .filter(({ atMs }) => atMs >= fromMs && atMs < toMs - 200)
        .map(({ latencyMs }) => latencyMs),
    );
  const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) < 1e-6, `${value}`);
  near(least(0, 2000), 20);
  near(least(2000, 4000), 40);
  near(least(4000, 8000), 80);
  near(least(8000, 10_000), 20);
  const { cpu } = simulate({ ...options, load: 1000, events: [{ atMs: 0, replica: 0, cores: 1 }] });
  near(cpu?.p50 ?? 0, 0.5);
});

test('in synchronous mode each query waits for probes of its own, and not for long', () => {
  const policy = { mode: 'sync' as const, syncProbes: 3, syncWaitMs: 5 };
  // A second late: newcomers are probed at the start.
  const options = { ...smallFleet, replicas: 10, load: 500, warmupMs: 1000, policy };
  const { probesPerQuery, goodput } = simulate(options);
  assert.equal(probesPerQuery, 3);
  assert.equal(goodput, 1);
  const workless = { ...smallFleet, work: 'constant' as const, workMeanMs: 0, networkMs: 1, warmupMs: 1000 };
  const near = (options: object, expectedMs: number) => {
    const { meanMs } = simulate({ ...workless, ...options, policy }).latency;
    assert.ok(Math.abs((meanMs ?? 0) - expectedMs) < 1e-6, `${meanMs}, expected ${expectedMs}`);
  };
  near({}, 2 + 2);
  near({ probeMs: 2 }, 4 + 2);
  // Lost probes slow probing down, and who asks fewer than two waits for nobody: the first queries wait as long as may be.
  const { maxMs } = simulate({ ...workless, warmupMs: 0, probeLoss: 1, policy }).latency;
  assert.ok(Math.abs((maxMs ?? 0) - (5 + 2)) < 1e-6, `${maxMs}`);
});
