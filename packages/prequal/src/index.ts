// The public surface of the pure policy.

export { balancerDefaults, balancerKnobs } from './balancer-knobs.ts';
export { BLACKOUT_MS } from './baselines/reported-weights.ts';
export { createEstimator, DEFAULT_SAMPLE_MAX_AGE_MS } from './create-estimator.ts';
export { createPolicy } from './create-policy.ts';
export type { Candidate, Decision } from './decision.ts';
export type { Aside } from './error-aversion.ts';
export type { Estimator, EstimatorName } from './estimator.ts';
export { FreezeDetector } from './freeze-detector.ts';
export type { InvalidReason, LoadReport } from './load-report.ts';
export { invalidReason } from './load-report.ts';
export type { ChoiceKnob, Knob, NumberKnob, PolicyOptions } from './options.ts';
export {
  checkKnob,
  defaultOptions,
  mergeOptions,
  PrequalConfigError,
  policyKnobs,
  rangeOf,
} from './options.ts';
export type {
  Pick,
  Policy,
  PolicyCounts,
  ProbeFirst,
  QueryEnd,
  ReplicaView,
  Resolved,
  Snapshot,
  Use,
  Wake,
} from './policy.ts';
export type { Replay, ReplayChange } from './replay-decision.ts';
export { replayDecision } from './replay-decision.ts';
export { RifCounter } from './rif-counter.ts';
export type { Rng } from './rng.ts';
export { createRng } from './rng.ts';
export type { ReplicaState, Standing } from './standing.ts';
export { isEligible, isPanic, isSidelined, REPLICA_STATES, SIDELINED_MS, stateOf } from './standing.ts';
export type { SyncBasis } from './sync-picks.ts';
export type { Usage } from './usage-meter.ts';
export { UsageMeter } from './usage-meter.ts';
export type { LoadSource, ProbeFailure, Regime, RuleName } from './vocabulary.ts';
