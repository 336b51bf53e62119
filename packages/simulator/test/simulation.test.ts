// A run is what its options say: it replays, policies meet the same world, faults and timeouts do what they should.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EndedQuery, paperAntagonist, type SimulatedPolicy, simulate } from 'simulator';
import { smallFleet } from './fleet-options.ts';
import { endedQueries } from './share.ts';

const noisy = { ...smallFleet, spareCores: 4, antagonist: paperAntagonist, speeds: [1, 0.5] };

test('the same options replay the same result, seconds and all', () => {
  const run = () => simulate({ ...noisy, series: true });
  assert.deepEqual(run(), run());
  assert.notDeepEqual(run(), simulate({ ...noisy, series: true, seed: 4 }));
});

test('a result is plain data', () => {
  const result = simulate({ ...noisy, series: true });
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  assert.deepEqual(structuredClone(result), result);
});

test('policies meet the same arrivals and the same work', () => {
  const world = (policy: SimulatedPolicy['policy']) =>
    endedQueries({ ...noisy, policy: policy === undefined ? {} : { policy } })
      .map(({ atMs, client, workMs }) => ({ atMs, client, workMs }))
      .filter(({ atMs }) => atMs < noisy.durationMs)
      .sort((a, b) => a.atMs - b.atMs);
  const prequal = world('prequal');
  assert.ok(prequal.length > 1500);
  for (const other of ['random', 'least_loaded', 'omniscient_least_work'] as const)
    assert.deepEqual(world(other), prequal, other);
});

test('policies meet the same antagonists: CPU that is there to use changes at the same instants', () => {
  // Work beyond all capacity keeps every core busy, so that CPU use shows the capacity itself.
  const flooded = (policy: 'random' | 'round_robin') =>
    simulate({ ...noisy, load: 3000, durationMs: 8000, warmupMs: 2000, series: true, policy: { policy } });
  const capacity = (policy: 'random' | 'round_robin') =>
    flooded(policy)
      .series?.slice(2)
      .map(({ cpu }) => cpu?.mean.toFixed(6));
  assert.deepEqual(capacity('random'), capacity('round_robin'));
});

test('every query ends once, by its timeout at the latest, and what counts adds up', () => {
  const ended: EndedQuery[] = [];
  const result = simulate({ ...smallFleet, load: 1000, timeoutMs: 300, warmupMs: 2000 }, query =>
    ended.push(query),
  );
  const counted = ended.filter(({ atMs }) => atMs >= 2000 && atMs < smallFleet.durationMs);
  assert.equal(result.queries, counted.length);
  assert.equal(result.errors, counted.filter(({ status }) => status !== 'OK').length);
  assert.ok(result.errors > 0);
  assert.deepEqual(result.errorsByStatus, { DEADLINE_EXCEEDED: result.errors });
  assert.ok(ended.every(({ latencyMs }) => latencyMs <= 300 + 1e-6));
  assert.equal(result.latency.maxMs, 300);
  const picks = Object.values(result.rules).reduce((sum, count) => sum + count, 0);
  assert.equal(picks, result.queries);
  assert.equal(
    result.replicas.reduce((sum, { queries }) => sum + queries, 0),
    result.queries,
  );
});

test('a cancelled query leaves its cores to the others', () => {
  // One core, work of a second, timeout half of it: without cancellation the queue would only grow, and all would time out.
  const options = {
    ...smallFleet,
    replicas: 1,
    clients: 1,
    cores: 1,
    work: 'exponential' as const,
    workMeanMs: 1000,
    load: 1,
    durationMs: 200_000,
    timeoutMs: 500,
  };
  const { goodput, rif } = simulate(options);
  // Alone on its core a query is done within the timeout with probability 1 - 1/sqrt(e), 0.39; with others there, less.
  assert.ok(goodput > 0.2 && goodput < 0.4, String(goodput));
  assert.ok((rif.p99 ?? 99) < 5, String(rif.p99));
});

test('a load in steps sends each at its rate', () => {
  const load = [
    { atMs: 0, queriesPerSecond: 100 },
    { atMs: 4000, queriesPerSecond: 0 },
    { atMs: 6000, queriesPerSecond: 400 },
  ];
  const ended = endedQueries({ ...smallFleet, load });
  const between = (fromMs: number, toMs: number) =>
    ended.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length;
  // Poisson counts, five standard deviations.
  assert.ok(Math.abs(between(0, 4000) - 400) < 5 * Math.sqrt(400));
  assert.equal(between(4000, 6000), 0);
  assert.ok(Math.abs(between(6000, 10_000) - 1600) < 5 * Math.sqrt(1600));
});

test('a row for each second, thresholds in the second that they close', () => {
  const load = [
    { atMs: 0, queriesPerSecond: 0 },
    { atMs: 2000, queriesPerSecond: 3000 },
  ];
  const { series, threshold } = simulate({ ...smallFleet, load, durationMs: 4000, series: true });
  assert.deepEqual(
    series?.map(({ atMs }) => atMs),
    [0, 1000, 2000, 3000],
  );
  assert.deepEqual(
    series?.map(second => Math.sign(second.threshold ?? Number.NaN)),
    [0, 0, 1, 1],
  );
  assert.equal(threshold?.min, 0);
  assert.equal(threshold?.max, series?.[3]?.threshold);
});

test('a run shorter than a second samples no CPU use, least of all that of the time after its end', () => {
  const { cpu, series } = simulate({ ...smallFleet, load: 3000, durationMs: 500, series: true });
  assert.equal(cpu, null);
  assert.equal(series?.length, 1);
});

test('an option out of range is refused in one line', () => {
  assert.throws(
    () => simulate({ ...smallFleet, replicas: 0 }),
    /ERR_PREQUAL_CONFIG: replicas=0 is outside the integers 1 to/,
  );
  assert.throws(() => simulate({ ...smallFleet, probeLoss: 1.5 }), /probeLoss=1.5/);
  assert.throws(() => simulate({ ...smallFleet, policy: { qRif: 2 } }), /qRif=2/);
  const antagonist = { contendedMs: 10, freeMs: 10, least: 1, most: 0.5 };
  assert.throws(() => simulate({ ...smallFleet, antagonist }), /antagonist\.most=0\.5 is outside 1 to/);
});

test('without trailers and probes a client knows nothing', () => {
  const blind = { rProbe: 0, probeIdleMs: 0 };
  const rules = (trailers: boolean) =>
    simulate({ ...smallFleet, trailers, warmupMs: 1000, policy: blind }).rules;
  assert.deepEqual(Object.keys(rules(false)), ['fallback']);
  assert.ok((rules(true).cold ?? 0) > 1000);
});
