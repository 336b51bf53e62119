// The public surface of the simulator: a fleet in virtual time, and the models that others use alone.

export { type AntagonistOptions, isNoisy, paperAntagonist } from './antagonist.ts';
export type { Effect, FleetEvent } from './conditions.ts';
export { EventHeap } from './event-heap.ts';
export { LatencyHistogram } from './latency-histogram.ts';
export { OMNISCIENT_NAMES, type OmniscientName } from './omniscient.ts';
export {
  capacityPerSecond,
  type FleetOptions,
  type LoadStep,
  type SimulatedPolicy,
  type SimulationOptions,
} from './options.ts';
export { ProcessorSharing } from './processor-sharing.ts';
export type { EndedQuery } from './recorder.ts';
export type {
  LatencySummary,
  ReplicaResult,
  RifSummary,
  SecondResult,
  SimulationResult,
} from './result.ts';
export { simulate } from './simulation.ts';
export type { Spread } from './spread.ts';
export { clippedNormal, expectedWorkMs, type WorkName, workSampler } from './work.ts';
