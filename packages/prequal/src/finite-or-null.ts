// What is infinite inside stands as null outside: JSON has no infinity.

export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
