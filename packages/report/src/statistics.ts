// Numbers from calls: quantiles, their spread over rounds, values over time. Pure.

/** The value of rank ceil(quantile * n - 1e-9) among `values`, as Prequal's own threshold takes it; null of nothing. */
export function nearestRank(values: readonly number[], quantile: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length - 1e-9) - 1)] ?? null;
}

/** The middle value; the mean of the two middle ones where there is no single one. Null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation over mean; null where the mean is 0 or there is nothing. */
export function relativeSpread(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null || middle === 0) return null;
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2)) ?? 0) / middle;
}

/** One value per round, seen together. */
export interface Interval {
  /** Median over the rounds. */
  readonly mid: number;
  readonly min: number;
  readonly max: number;
}

/** Median, smallest and largest; null unless every round has a value. */
export function intervalOf(rounds: readonly (number | null)[]): Interval | null {
  const values = rounds.flatMap(value => value ?? []);
  const mid = median(values);
  if (mid === null || values.length < rounds.length) return null;
  return { mid, min: Math.min(...values), max: Math.max(...values) };
}

/**
 * How surely [min, max] over independent rounds holds the true median: 1 - 2 / 2^rounds. All rounds on one side of it has
 * the probability of so many equal coin tosses.
 */
export function coverageOf(rounds: number): number {
  return Math.max(0, 1 - 2 / 2 ** rounds);
}

/** A bin of time and what `summarize` made of the values in it. */
export interface Bin {
  readonly fromMs: number;
  readonly value: number | null;
}

/** Cuts [0, durationMs) into bins of `widthMs` and summarizes the values that fall into each. */
export function binned(
  points: readonly { readonly atMs: number; readonly value: number }[],
  durationMs: number,
  widthMs: number,
  summarize: (values: readonly number[]) => number | null,
): readonly Bin[] {
  const bins = Array.from({ length: Math.ceil(durationMs / widthMs) }, (): number[] => []);
  for (const { atMs, value } of points) bins[Math.floor(atMs / widthMs)]?.push(value);
  return bins.map((values, at) => ({ fromMs: at * widthMs, value: summarize(values) }));
}
