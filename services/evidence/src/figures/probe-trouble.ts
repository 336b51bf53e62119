// What figures of troubled probes have in common: Prequal as it is, as the paper has it, and synchronous, on the paper's fleet.

import type { SimulationOptions } from 'simulator';
import type { Point } from './figure.ts';
import { paperFleet, queriesAt } from './fleets.ts';
import { ours, PAPER_PREQUAL, PREQUAL, papers, SYNC_PREQUAL } from './policies.ts';
import { lasting, type Size } from './size.ts';

/** The points at level `x`, where probes have the `trouble`. */
export function pointsInTrouble(
  size: Size,
  x: number,
  trouble: Pick<SimulationOptions, 'probeMs' | 'probeLoss'>,
): Point[] {
  const options = {
    ...queriesAt(1.27, paperFleet(80)),
    ...lasting(size, { warmup: 5, full: 8, quick: 3 }),
    ...trouble,
  };
  return [
    { series: PREQUAL, x, options: { ...options, ...ours() } },
    { series: PAPER_PREQUAL, x, options: { ...options, ...papers() } },
    { series: SYNC_PREQUAL, x, options: { ...options, ...ours({ mode: 'sync' }) } },
  ];
}
