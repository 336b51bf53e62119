// The contract on Prequal, by its switches, and on every baseline.

import { createPolicy } from '../src/create-policy.ts';
import { policyKnobs } from '../src/options.ts';
import { testPolicyContract } from './policy-contract.ts';

for (const policy of policyKnobs.policy.choices.filter(name => name !== 'prequal')) {
  testPolicyContract(policy, rng => createPolicy({ policy }, rng), policy === 'c3' ? 0 : undefined);
}

for (const estimator of policyKnobs.estimator.choices) {
  for (const hotTies of policyKnobs.hotTies.choices) {
    for (const qRif of [0, 0.84, 1]) {
      testPolicyContract(`prequal, ${estimator}, ties ${hotTies}, Q_RIF ${qRif}`, rng =>
        createPolicy({ policy: 'prequal', mode: 'async', estimator, hotTies, qRif }, rng),
      );
    }
  }
}
