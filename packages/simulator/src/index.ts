// The public surface of the simulator's models.

export { EventHeap, type HeapEntry } from './event-heap.ts';
export { ProcessorSharing } from './processor-sharing.ts';
export type { FleetEvent, SimulatedCall, SimulationOptions } from './simulation.ts';
export { simulate } from './simulation.ts';
export { clippedNormal } from './work.ts';
