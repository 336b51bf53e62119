// A decision as the attributes of its span (README, "One pick, as a span"): the whole table behind the choice.

import type { Attributes } from '@opentelemetry/api';
import type { Candidate, Decision } from 'prequal';

const MAX_CANDIDATES = 16;
const UNKNOWN = -1;

/** Times become seconds here; what is unknown or infinite is absent, in arrays -1. */
export function pickAttributes(decision: Decision): Attributes {
  const { candidates } = decision;
  return {
    'prequal.policy': decision.policy,
    'prequal.mode': decision.mode,
    'prequal.decision.id': decision.id,
    'prequal.decision.rule': decision.rule,
    'prequal.replica.id': decision.replica,
    ...(decision.runnerUp === null ? {} : { 'prequal.runner_up.id': decision.runnerUp }),
    ...(decision.threshold === null ? {} : { 'prequal.rif.threshold': decision.threshold }),
    ...(decision.poolCapacity === null
      ? {}
      : {
          'prequal.pool.size': candidates.length,
          'prequal.pool.hot': candidates.filter(candidate => candidate.hot).length,
          'prequal.pool.capacity': decision.poolCapacity,
        }),
    ...(decision.regime === null ? {} : { 'prequal.regime': decision.regime }),
    ...usedProbe(decision),
    ...table(shown(decision)),
  };
}

/** The entry that decided; none where the choice was not from the pool. */
function usedProbe({ rule, replica, candidates }: Decision): Attributes {
  const used = candidates.find(candidate => candidate.replica === replica);
  if (used === undefined || (rule !== 'cold' && rule !== 'hot')) return {};
  return {
    'prequal.probe.rif': used.rif,
    ...(used.latencyMs === null ? {} : { 'prequal.probe.latency': used.latencyMs / 1000 }),
    'prequal.probe.age': used.ageMs / 1000,
    'prequal.probe.uses_left': used.usesLeft,
  };
}

/** At most 16: the chosen one and the runner-up first, when they must not be cut off. */
function shown({ candidates, replica, runnerUp }: Decision): readonly Candidate[] {
  if (candidates.length <= MAX_CANDIDATES) return candidates;
  const first = candidates.filter(one => one.replica === replica || one.replica === runnerUp);
  const rest = candidates.filter(one => !first.includes(one));
  return [...first, ...rest].slice(0, MAX_CANDIDATES);
}

function table(candidates: readonly Candidate[]): Attributes {
  if (candidates.length === 0) return {};
  return {
    'prequal.candidates.ids': candidates.map(one => one.replica),
    'prequal.candidates.rif': candidates.map(one => one.rif),
    'prequal.candidates.latency': candidates.map(one =>
      one.latencyMs === null ? UNKNOWN : one.latencyMs / 1000,
    ),
    'prequal.candidates.age': candidates.map(one => one.ageMs / 1000),
    'prequal.candidates.uses_left': candidates.map(one => one.usesLeft),
    'prequal.candidates.hot': candidates.map(one => one.hot),
  };
}
