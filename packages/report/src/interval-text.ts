// An interval as a person reads it.

import type { Interval } from './statistics.ts';

/** `5 (4 to 9)`; `5` where all three read the same, `-` of nothing. `shown` writes one value, with its unit or without. */
export function intervalText(interval: Interval | null, shown: (value: number) => string): string {
  if (interval === null) return '-';
  const [mid, min, max] = [shown(interval.mid), shown(interval.min), shown(interval.max)];
  return min === max ? mid : `${mid} (${min} to ${max})`;
}
