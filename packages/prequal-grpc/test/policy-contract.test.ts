// What every policy keeps, kept through grpc-js too: nothing is lost between the policy, the pickers and the calls' ends.

import { createPolicy, policyKnobs } from 'prequal';
import { testPolicyContract } from '../../prequal/test/policy-contract.ts';
import { policyOverGrpc } from './policy-over-grpc.ts';

for (const policy of policyKnobs.policy.choices) {
  testPolicyContract(
    `${policy}, over gRPC`,
    rng => policyOverGrpc(createPolicy({ policy, mode: 'async' }, rng)),
    policy === 'c3' ? 0 : undefined,
  );
}
