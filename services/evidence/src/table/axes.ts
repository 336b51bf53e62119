// The axes of the scenario table and what each value means to the simulator. Changing a value here changes cells: once results
// are known that is an entry in CHANGELOG.md.

import type { AntagonistOptions, WorkName } from 'simulator';

export const AXES = {
  replicas: [3, 10, 20, 100],
  balancers: [1, 5, 20, 100],
  hardware: ['equal', 'half_slow', 'one_very_slow'],
  antagonists: ['steady', 'moving'],
  load: [0.5, 0.7, 0.9, 1.05],
  work: ['clipped_normal', 'short', 'heavy_tailed'],
  cores: [2, 6.47],
} as const;

export type Axis = keyof typeof AXES;
export type Value<A extends Axis> = (typeof AXES)[A][number];

/** One cell of the table: a value on every axis. */
export type Cell = { readonly [A in Axis]: Value<A> };

/** Speeds by replica. Slow is half as fast; very slow takes sixteen times as long, one replica whatever the fleet. */
export function speedsOf({ hardware, replicas }: Cell): readonly number[] {
  if (hardware === 'equal') return [1];
  if (hardware === 'half_slow') return [1, 0.5];
  return Array.from({ length: replicas }, (_, i) => (i === 0 ? 1 / 16 : 1));
}

/** Distribution and its parameter, ms: the paper's work, the same a tenth as long, and a tail of infinite variance. */
export const WORK: Readonly<Record<Value<'work'>, { readonly work: WorkName; readonly workMeanMs: number }>> =
  {
    clipped_normal: { work: 'clipped_normal', workMeanMs: 80 },
    short: { work: 'clipped_normal', workMeanMs: 8 },
    heavy_tailed: { work: 'pareto', workMeanMs: 80 },
  };

/**
 * Steady means without antagonists. Moving antagonists take from the replicas what they give back elsewhere: a third of the time one holds 30 to 50 % of a
 * replica's cores, and in between the replica has a fifth more than its own, so that the fleet can do as much as a steady one.
 */
export const MOVING: AntagonistOptions = { contendedMs: 5000, freeMs: 10_000, least: 0.5, most: 0.7 };

/** Free cores beyond the allocation, in allocations, that make up for what contended phases take. */
export function spareOf({ contendedMs, freeMs, least, most }: AntagonistOptions): number {
  return (contendedMs / freeMs) * (1 - (least + most) / 2);
}
