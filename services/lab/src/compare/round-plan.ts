// Which policy runs when? Rounds in which every policy runs once, each round with a seed of its own.

/** One run: a policy in a round. */
export interface PlannedRun {
  readonly policy: string;
  /** Counted from 1. */
  readonly round: number;
  /** The same for all policies of the round, so that they get the same schedule. */
  readonly seed: number;
}

/** The runs in their order. It rotates by the round: none is always the first, or always after the same other one. */
export function planRounds(policies: readonly string[], rounds: number, seed: number): readonly PlannedRun[] {
  return Array.from({ length: rounds }, (_, at) =>
    policies.map((_, turn) => ({
      policy: policies[placeOf(turn, at, policies.length)] ?? '',
      round: at + 1,
      seed: (seed + at) % 2 ** 32,
    })),
  ).flat();
}

/** Who is at `turn` in round `at`: shifted by one each round, and every other time round backwards. */
function placeOf(turn: number, at: number, count: number): number {
  const backwards = Math.floor(at / count) % 2 === 1;
  return (at + (backwards ? count - 1 - turn : turn)) % count;
}
