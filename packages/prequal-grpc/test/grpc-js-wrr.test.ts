// The policy grpc_js_wrr against the weighted_round_robin of the pinned grpc-js: the same picks, faults included.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { createPolicy, createRng } from 'prequal';
import { grpcJsWeightedRoundRobin, type OrcaReport } from './grpc-js-balancer.ts';

const PICKS = 20_000;
const SEED = 1_147;

beforeEach(() => mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'], now: 0 }));
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** What an endpoint reports with the end of a call at `nowMs`; null where it reports nothing. */
type Reporter = (nowMs: number) => OrcaReport | null;

const steady =
  (weight: number, eps = 0): Reporter =>
  () => ({ rps_fractional: weight, application_utilization: 1, eps });
const silent: Reporter = () => null;

/** Both pick a millisecond apart, with the same numbers drawn and the same reports after each pick. */
function pickBoth(reporters: readonly Reporter[], picks: number) {
  const addresses = reporters.map((_, i) => `10.0.0.${i + 1}`);
  const policy = createPolicy({ policy: 'grpc_js_wrr' }, createRng(SEED));
  policy.setReplicas(addresses, 0);
  for (const address of addresses) policy.setEligible(address, true, 0);
  const drawn = createRng(SEED).child('picks');
  mock.method(Math, 'random', () => drawn.float());
  const real = grpcJsWeightedRoundRobin(addresses);
  const [ours, theirs]: [string[], string[]] = [[], []];
  for (let nowMs = 0; nowMs < picks; nowMs++) {
    const pick = policy.pick(nowMs);
    assert.ok(pick.kind === 'picked');
    policy.onQueryEnd(pick.pickId, { status: 'OK', latencyMs: 1 }, nowMs);
    const call = real.pick();
    ours.push(pick.replica);
    theirs.push(call.address);
    const report = reporters[addresses.indexOf(call.address)]?.(nowMs) ?? null;
    if (report !== null) {
      const { rps_fractional: qps, application_utilization: utilization, eps } = report;
      policy.onProbeReply(call.address, { rif: 0, latencyMs: null, qps, utilization, eps }, nowMs);
      call.end(report);
    }
    mock.timers.tick(1);
  }
  real.close();
  return { ours, theirs };
}

/** Shares of the last half, when the blackout of ten seconds is over. */
function sharesOf(picks: readonly string[], count: number): number[] {
  const last = picks.slice(picks.length / 2 + 1000);
  return Array.from(
    { length: count },
    (_, i) => last.filter(address => address === `10.0.0.${i + 1}`).length / last.length,
  );
}

for (const [name, reporters] of [
  ['no endpoint reports', [silent, silent, silent]],
  ['all report', [steady(100), steady(200), steady(50), steady(400), steady(30)]],
  ['with failures', [steady(100, 20), steady(100), steady(100, 100)]],
  ['a report without load', [steady(100), steady(0), steady(80)]],
  [
    'weights that move',
    Array.from(
      { length: 9 },
      (_, i): Reporter =>
        nowMs => ({
          rps_fractional: 100 + 90 * Math.sin(nowMs / 1000 + i),
          application_utilization: 0.1 + ((i * nowMs) % 7) / 10,
          eps: i,
        }),
    ),
  ],
] as const) {
  test(`${name}: ${PICKS} picks are the same`, () => {
    const { ours, theirs } = pickBoth(reporters, PICKS);
    assert.deepEqual(ours, theirs);
  });
}

// Faults of grpc-js 1.14.7: A58 asks for the mean weight in the first of these tests, for plain round robin in the second.
test('the faults: without a weight among large ones hardly a call', () => {
  const without = pickBoth([steady(100), steady(200), silent], PICKS);
  assert.deepEqual(without.ours, without.theirs);
  const [, , share = 1] = sharesOf(without.ours, 3);
  assert.ok(share < 0.005, `${share} of the calls`);
});

test('the faults: one known weight draws nearly all', () => {
  const alone = pickBoth([steady(100), silent, silent], PICKS);
  assert.deepEqual(alone.ours, alone.theirs);
  const [share = 0] = sharesOf(alone.ours, 3);
  assert.ok(Math.abs(share - 0.98) < 0.005, `${share} of the calls`);
});
