// Which policy does a report judge?

/** Prequal, or else the first; '' of none. */
export function judgedOf(policies: readonly string[]): string {
  return policies.includes('prequal') ? 'prequal' : (policies[0] ?? '');
}
