// What every policy keeps, whatever its rule.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision } from '../src/decision.ts';
import type { LoadReport } from '../src/load-report.ts';
import { policyKnobs } from '../src/options.ts';
import type { Policy, Resolved } from '../src/policy.ts';
import { createRng, type Rng } from '../src/rng.ts';
import type { RuleName } from '../src/vocabulary.ts';
import { type Picked, replicaIds } from './ready-policy.ts';
import { TinyFleet } from './tiny-fleet.ts';
import { binomialBound } from './tolerance.ts';

const SEED = 2_312;
const LONG_MS = 15_000;
const NO_PICKS: Readonly<Record<RuleName, number>> = {
  cold: 0,
  hot: 0,
  fallback: 0,
  only: 0,
  panic: 0,
  baseline: 0,
};

/**
 * Runs the contract on the policies that `create` makes; every draw comes from its argument. `spreadMs` is that of the
 * queries' times: for a policy that takes one long query for a slow replica equal replicas are those with equal times.
 */
export function testPolicyContract(name: string, create: (rng: Rng) => Policy, spreadMs?: number): void {
  const fleetOf = (ids: readonly string[], seed = SEED) => {
    const fleet = new TinyFleet(create(createRng(seed)), spreadMs);
    fleet.deploy(ids);
    return fleet;
  };

  describe(name, () => {
    test('survives a fleet of none', () => {
      const policy = create(createRng(SEED));
      assert.deepEqual(policy.pick(0), { kind: 'none', reason: 'no_replica' });
      assert.deepEqual(policy.onWake(0), { probe: [], wakeAtMs: Number.POSITIVE_INFINITY });
      policy.setReplicas([], 1);
      policy.setPanic(true, 1);
      assert.deepEqual(policy.pick(1, 'nobody'), { kind: 'none', reason: 'no_replica' });
      assertFinite(policy.snapshot(1));
    });

    test('picks the only replica as the only one', () => {
      const fleet = fleetOf(['a']);
      for (let i = 0; i < 50; i++) {
        fleet.pass(1);
        assert.equal(fleet.sendOne(), 'a');
        assert.equal(fleet.policy.lastUse().rule, 'only');
      }
      assert.deepEqual(fleet.policy.pick(fleet.nowMs, 'a'), { kind: 'none', reason: 'no_replica' });
    });

    test('leaves out the excluded replica, and only that one', () => {
      const fleet = fleetOf(['a', 'b', 'c']);
      const served = new Set<string>();
      for (let i = 0; i < 300; i++) {
        fleet.pass(1);
        served.add(fleet.sendOne('b'));
      }
      assert.deepEqual([...served].sort(), ['a', 'c']);
      for (let i = 0; i < 300; i++) {
        fleet.pass(1);
        served.add(fleet.sendOne('stranger'));
      }
      assert.deepEqual([...served].sort(), ['a', 'b', 'c']);
    });

    test('never picks or probes a replica that left or is not eligible', () => {
      for (let seed = 0; seed < 20; seed++) churn(create(createRng(seed)), createRng(seed + 1000), 200);
    });

    test('in panic picks any eligible one, and goes back to its rule after it', () => {
      const fleet = fleetOf(['a', 'b', 'c', 'd']);
      fleet.setEligible('d', false);
      fleet.policy.setPanic(true, fleet.nowMs);
      assert.deepEqual([...fleet.send(300).keys()].sort(), ['a', 'b', 'c']);
      assert.ok(fleet.picks.every(pick => pick.rule === 'panic'));
      fleet.policy.setPanic(false, fleet.nowMs);
      fleet.send(20);
      assert.ok(fleet.picks.slice(-20).every(pick => pick.rule !== 'panic'));
    });

    for (const count of [2, 3, 10, 40]) {
      test(`spreads ${count} equal replicas evenly`, () => {
        const queries = 6000;
        const fleet = fleetOf(replicaIds(count));
        fleet.send(100);
        const served = fleet.send(queries);
        // At least as even as independent draws would be.
        const expected = queries / count;
        const bound = binomialBound(queries, 1 / count);
        for (const id of replicaIds(count)) {
          const got = served.get(id) ?? 0;
          assert.ok(
            Math.abs(got - expected) < bound,
            `${id}: ${got}, not ${expected} ± ${bound}; seed ${SEED}`,
          );
        }
      });
    }

    test('replays from a seed', () => {
      for (let seed = 0; seed < 5; seed++) {
        const run = () => churn(create(createRng(seed)), createRng(seed + 1000), 300);
        assert.deepEqual(run(), run());
      }
    });

    test('a rolling deploy loses no query and reaches every new replica', () => {
      const before = replicaIds(6);
      const fleet = fleetOf(before);
      fleet.send(50);
      const ids = [...before];
      for (const i of ids.keys()) {
        ids[i] = `new${i}`;
        fleet.deploy(ids);
        fleet.send(20);
      }
      assert.deepEqual([...fleet.send(400).keys()].sort(), ids.toSorted());
    });

    test('shrinks to one and grows to twelve', () => {
      const fleet = fleetOf(replicaIds(5));
      fleet.send(50);
      fleet.deploy(['r3']);
      assert.deepEqual([...fleet.send(50).keys()], ['r3']);
      fleet.deploy(replicaIds(12));
      assert.deepEqual([...fleet.send(600).keys()].sort(), replicaIds(12).sort());
    });

    test('a replica that was away is used again', () => {
      const fleet = fleetOf(['a', 'b', 'c']);
      fleet.send(30);
      fleet.setEligible('b', false);
      assert.equal(fleet.send(100).has('b'), false);
      fleet.setEligible('b', true);
      assert.ok(fleet.send(200).has('b'));
    });

    test('counts every pick once, at its replica, by its rule', () => {
      const fleet = fleetOf(['a', 'b', 'c']);
      fleet.send(200);
      fleet.policy.setPanic(true, fleet.nowMs);
      fleet.send(30);
      const expected = Object.fromEntries(['a', 'b', 'c'].map(id => [id, { ...NO_PICKS }]));
      for (const { replica, rule } of fleet.picks) (expected[replica] as Record<RuleName, number>)[rule]++;
      assert.deepEqual(fleet.policy.snapshot(fleet.nowMs).counts.picks, expected);
    });

    test('in-flight counts are exact and 0 at rest', () => {
      const fleet = fleetOf(['a', 'b', 'c']);
      const inFlight = () =>
        fleet.policy.snapshot(fleet.nowMs).replicas.reduce((sum, view) => sum + view.inFlight, 0);
      for (let i = 0; i < 100; i++) {
        fleet.send(1);
        assert.equal(inFlight(), fleet.running);
      }
      const { pickId } = fleet.pick();
      assert.equal(inFlight(), fleet.running + 1);
      fleet.policy.onPickAbandoned(pickId, fleet.nowMs);
      fleet.policy.onPickAbandoned(pickId, fleet.nowMs);
      fleet.policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, fleet.nowMs);
      assert.equal(inFlight(), fleet.running);
      fleet.pass(1000);
      assert.equal(inFlight(), 0);
    });

    test('to any other policy and back at run time: nothing in flight is lost', () => {
      for (const other of policyKnobs.policy.choices) {
        const fleet = fleetOf(['a', 'b', 'c']);
        const own = fleet.policy.snapshot(0).options.policy;
        const counts = () => fleet.policy.snapshot(fleet.nowMs).replicas.map(view => view.inFlight);
        fleet.send(100);
        for (const policy of [other, own, other, own]) {
          const before = counts();
          fleet.policy.configure({ policy }, fleet.nowMs);
          assert.deepEqual(counts(), before);
          assert.equal(fleet.policy.snapshot(fleet.nowMs).options.policy, policy);
          fleet.send(100);
          assert.equal(
            counts().reduce((sum, count) => sum + count, 0),
            fleet.running,
          );
        }
        fleet.pass(1000);
        assert.deepEqual(counts(), [0, 0, 0]);
      }
    });

    test('what it shows is finite or null', () => {
      const fleet = fleetOf(['a', 'b', 'c']);
      for (let i = 0; i < 20; i++) {
        assertFinite(fleet.policy.snapshot(fleet.nowMs));
        fleet.send(1);
      }
      const decision = fleet.policy.explain(fleet.pick().pickId);
      assert.ok(decision !== null);
      assertFinite(decision);
    });
  });
}

/** Random operations, drawn from `rng`, that assert what holds for every pick; returns what the policy answered. */
function churn(policy: Policy, rng: Rng, steps: number): string[] {
  const names = replicaIds(8);
  const draw = <T>(list: readonly T[]): T | undefined => list[rng.int(Math.max(1, list.length))];
  let members: string[] = [];
  let eligible: string[] = [];
  const open: number[] = [];
  const waiting: { readonly pickId: number; readonly exclude: string | undefined }[] = [];
  const asked: string[] = [];
  const answers: string[] = [];
  const act = (nowMs: number) => {
    const kind = rng.int(20);
    if (kind === 0) {
      members = names.filter(() => rng.int(4) > 0);
      eligible = eligible.filter(id => members.includes(id));
      policy.setReplicas(members, nowMs);
    } else if (kind < 4) {
      const id = draw(names) ?? '';
      const isEligible = rng.int(3) > 0;
      policy.setEligible(id, isEligible, nowMs);
      eligible = eligible.filter(one => one !== id);
      if (isEligible && members.includes(id)) eligible.push(id);
    } else if (kind < 7) {
      const id = asked.shift() ?? draw(names) ?? '';
      if (rng.int(5) > 0) policy.onProbeReply(id, drawLoad(rng), nowMs);
      else policy.onProbeFailure(id, 'timeout', nowMs);
    } else if (kind < 9) {
      const pickId = open.splice(rng.int(Math.max(1, open.length)), 1)[0] ?? 0;
      const load = drawLoad(rng);
      if (rng.int(4) === 0) policy.onPickAbandoned(pickId, nowMs);
      else policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 3, load }, nowMs);
    } else if (kind === 9) {
      const { probe } = policy.onWake(nowMs);
      for (const id of probe) assert.ok(eligible.includes(id), `${id} was probed`);
      asked.push(...probe);
      answers.push(`wake: ${probe.join(' ')}`);
    } else if (kind >= 15 && waiting.length > 0) {
      // By now some of its answers have come, all, or none.
      const { pickId, exclude } = waiting.splice(rng.int(waiting.length), 1)[0] ?? assert.fail();
      assert.equal(policy.explain(pickId), null, 'not decided yet');
      if (rng.int(5) === 0) policy.onPickAbandoned(pickId, nowMs);
      else meet(policy.resolve(pickId, nowMs), exclude, true);
      assert.throws(() => policy.resolve(pickId, nowMs), RangeError);
    } else {
      const exclude = rng.int(4) === 0 ? draw(names) : undefined;
      const pick = policy.pick(nowMs, exclude);
      if (pick.kind !== 'none') {
        for (const id of pick.probe) assert.ok(eligible.includes(id), `${id} was probed`);
        asked.push(...pick.probe);
      }
      if (pick.kind === 'probe_first') {
        assert.ok(!pick.probe.includes(exclude ?? ''), `${exclude} was probed and is excluded`);
        waiting.push({ pickId: pick.pickId, exclude });
        answers.push(`asks ${pick.probe.join(' ')}, waits for ${pick.waitFor}`);
      } else meet(pick, exclude, false);
    }
  };
  const meet = (pick: Resolved, exclude: string | undefined, waited: boolean) => {
    const allowed = eligible.filter(id => id !== exclude);
    assert.equal(pick.kind, allowed.length > 0 ? 'picked' : 'none');
    if (pick.kind === 'none') return;
    const { pickId, replica, probe } = pick;
    assert.ok(allowed.includes(replica), `${replica} is not among ${allowed.join(' ')}`);
    open.push(pickId);
    const { rule } = policy.lastUse();
    assertToldBy(policy.explain(pickId), pick, rule, waited);
    answers.push(`${replica} ${rule}: ${probe.join(' ')}`);
  };
  // Halfway time passes, so that what needs a while before it counts (weights of reports) counts.
  for (let step = 0; step < steps; step++) act(step * 3 + (step < steps / 2 ? 0 : LONG_MS));
  const endMs = steps * 3 + LONG_MS;
  for (const { pickId } of waiting) policy.onPickAbandoned(pickId, endMs);
  for (const pickId of open) policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 3 }, endMs);
  assert.ok(
    policy.snapshot(endMs).replicas.every(({ inFlight }) => inFlight === 0),
    'at rest',
  );
  return answers;
}

/** The decision says what was answered, and its words begin with the replica. */
function assertToldBy(decision: Decision | null, pick: Picked, rule: RuleName, waited: boolean): void {
  assert.ok(decision !== null);
  const { id, replica, reason, mode, answers } = decision;
  assert.deepEqual([id, replica, decision.rule], [pick.pickId, pick.replica, rule]);
  assert.ok(reason.startsWith(`${replica}: `), reason);
  // One that had nobody to wait for has asked first, too.
  if (waited) assert.equal(mode, 'sync');
  assert.equal(mode === 'sync', answers !== null);
  assert.equal(mode === 'sync', reason.includes('; asked first, '), reason);
}

function drawLoad(rng: Rng): LoadReport {
  return {
    rif: rng.int(4),
    latencyMs: rng.int(4),
    utilization: rng.int(4),
    qps: rng.int(4),
    eps: rng.int(2),
  };
}

/** No NaN and no infinity anywhere: in JSON both would turn into null. */
function assertFinite(value: unknown): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value));
  if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) assertFinite(one);
}
