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
  /** One of many of its kind: shown only where it does not hold. */
  readonly minor: boolean;
}

interface Claim {
  readonly name: string;
  readonly claim: string;
  /** null fails: nothing was measured. */
  readonly value: number | null;
  readonly limit: number;
  readonly quick?: boolean;
  readonly minor?: boolean;
}

export function atMost(claim: Claim): Check {
  const { name, value, limit } = claim;
  return { ...check(claim), name: `${name}_max`, ok: value !== null && value <= limit };
}

export function atLeast(claim: Claim): Check {
  const { name, value, limit } = claim;
  return { ...check(claim), name: `${name}_min`, ok: value !== null && value >= limit };
}

/** `value / base`; null where either is missing or the base is 0. */
export function ratio(value: number | null, base: number | null): number | null {
  return value === null || base === null || base === 0 ? null : value / base;
}

/** How far apart two values are whose ratio is `value`: that or its inverse, 1 upwards. */
export function apart(value: number | null): number | null {
  return value === null || value === 0 ? null : Math.max(value, 1 / value);
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

function check({ claim, value, limit, quick = false, minor = false }: Claim): Omit<Check, 'name' | 'ok'> {
  return { claim, value, limit, quick, minor };
}
