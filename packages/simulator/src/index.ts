// The public surface of the simulator's models.

export { EventHeap, type HeapEntry } from './event-heap.ts';
export { ProcessorSharing } from './processor-sharing.ts';
export { clippedNormal } from './work.ts';
