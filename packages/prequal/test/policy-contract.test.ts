// The contract on Prequal, by its switches, and on every baseline.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPolicy } from '../src/create-policy.ts';
import { policyKnobs } from '../src/options.ts';
import { createRng } from '../src/rng.ts';
import { testPolicyContract } from './policy-contract.ts';
import { replicaIds } from './ready-policy.ts';
import { TinyFleet } from './tiny-fleet.ts';

for (const policy of policyKnobs.policy.choices.filter(name => name !== 'prequal')) {
  testPolicyContract(policy, rng => createPolicy({ policy }, rng), policy === 'c3' ? 0 : undefined);
}

for (const mode of policyKnobs.mode.choices) {
  for (const estimator of policyKnobs.estimator.choices) {
    for (const hotTies of policyKnobs.hotTies.choices) {
      for (const qRif of [0, 0.84, 1]) {
        testPolicyContract(`prequal, ${mode}, ${estimator}, ties ${hotTies}, Q_RIF ${qRif}`, rng =>
          createPolicy({ policy: 'prequal', mode, estimator, hotTies, qRif }, rng),
        );
      }
    }
  }
}

for (const [mode, least, most] of [
  ['async', 0, 0],
  ['auto', 0.1, 0.9],
  ['sync', 1, 1],
] as const) {
  test(`of the contract's queries ${least} to ${most} ask first where MODE=${mode}, some without an answer in time`, () => {
    const fleet = new TinyFleet(createPolicy({ mode }, createRng(1)));
    fleet.deploy(replicaIds(40));
    fleet.send(1000);
    const answers = fleet.picks.flatMap(pick => pick.answers ?? []);
    const share = answers.length / fleet.picks.length;
    assert.ok(share >= least && share <= most, String(share));
    if (most > 0) assert.deepEqual([...new Set(answers)].sort(), [0, 1, 2, 3]);
  });
}
