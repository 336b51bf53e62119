// A claim about a figure: a value, a limit, and whether it held.

export interface Check {
  /** `fig6_prequal_failed_max`: unique over all figures; ends in `_max` or `_min`. */
  readonly name: string;
  /** The claim in words. */
  readonly claim: string;
  readonly value: number | null;
  readonly limit: number;
  readonly ok: boolean;
  /** Whether a quick run is long enough to say. */
  readonly quick: boolean;
}

interface Claim {
  readonly name: string;
  readonly claim: string;
  /** null fails: nothing was measured. */
  readonly value: number | null;
  readonly limit: number;
  readonly quick?: boolean;
}

export function atMost({ name, claim, value, limit, quick = false }: Claim): Check {
  return { name: `${name}_max`, claim, value, limit, ok: value !== null && value <= limit, quick };
}

export function atLeast({ name, claim, value, limit, quick = false }: Claim): Check {
  return { name: `${name}_min`, claim, value, limit, ok: value !== null && value >= limit, quick };
}

/** `value / base`; null where either is missing or the base is 0. */
export function ratio(value: number | null, base: number | null): number | null {
  return value === null || base === null || base === 0 ? null : value / base;
}

/** The largest of `values`; null where one is missing or there is none. */
export function largest(values: readonly (number | null)[]): number | null {
  const known = values.flatMap(value => value ?? []);
  return known.length < values.length || known.length === 0 ? null : Math.max(...known);
}

/** The smallest of `values`; null where one is missing or there is none. */
export function smallest(values: readonly (number | null)[]): number | null {
  const known = values.flatMap(value => value ?? []);
  return known.length < values.length || known.length === 0 ? null : Math.min(...known);
}
