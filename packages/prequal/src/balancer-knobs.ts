// The policy's knobs in a balancer, which can let a query wait: as everywhere, but for the mode.

import { defaultsOf, type PolicyOptions, policyKnobs } from './options.ts';

/** `MODE` is auto by default: docs/decisions/0009-defaults-from-the-evidence.md. */
export const balancerKnobs = { ...policyKnobs, mode: { ...policyKnobs.mode, default: 'auto' as const } };

/** What a balancer runs with when nobody says otherwise. */
export const balancerDefaults: PolicyOptions = defaultsOf(balancerKnobs);
