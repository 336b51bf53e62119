// One value a seed, seen together: the median, and how far apart the seeds are.

export interface Interval {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** null when a run had no value: a median of the rest would flatter it. */
export function intervalOf(values: readonly (number | null)[]): Interval | null {
  const sorted = values.filter(value => value !== null).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [lower, upper] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (sorted.length < values.length) return null;
  if (lower === undefined || upper === undefined || min === undefined || max === undefined) return null;
  return { median: (lower + upper) / 2, min, max };
}
