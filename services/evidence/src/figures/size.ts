// How much is simulated: the full figures, or a quick look that CI can afford.

export interface Size {
  readonly quick: boolean;
  /** Seeds from 1, a run each. */
  readonly seeds: number;
}

export const FULL_SEEDS = 5;
export const QUICK_SEEDS = 1;

/** Warm-up and end of a run, ms: `warmup` seconds, then so many that count. */
export function lasting(
  size: Size,
  seconds: { readonly warmup: number; readonly full: number; readonly quick: number },
): { readonly warmupMs: number; readonly durationMs: number } {
  const warmupMs = 1000 * seconds.warmup;
  return { warmupMs, durationMs: warmupMs + 1000 * (size.quick ? seconds.quick : seconds.full) };
}

/** All levels, or those that a quick run keeps. */
export function levelsOf<Level>(
  size: Size,
  all: readonly Level[],
  quick: readonly Level[],
): readonly Level[] {
  return size.quick ? quick : all;
}
