// A ratio as a person reads it.

/** `1.07`, `12.4`, `124`; of goodputs, which differ by little, `0.987`. */
export function ratioText(ratio: number, byLatency: boolean): string {
  if (!byLatency) return ratio.toFixed(3);
  return ratio.toFixed(ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
}
