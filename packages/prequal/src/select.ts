// Which of these comes first? Equals are drawn at random.

import type { Rng } from './rng.ts';

/** Negative when `a` comes before `b`, 0 when nothing tells them apart. */
type Order<C> = (a: C, b: C) => number;

/** Index of the first of `contenders` by `order`, -1 when there is none. `skip` leaves some out. */
export function selectFirst<C>(
  contenders: readonly C[],
  order: Order<C>,
  rng: Rng,
  skip?: (contender: C) => boolean,
): number {
  let chosen = -1;
  let ties = 1;
  for (let i = 0; i < contenders.length; i++) {
    const contender = contenders[i] as C;
    if (skip?.(contender)) continue;
    const place = chosen < 0 ? -1 : order(contender, contenders[chosen] as C);
    if (place > 0) continue;
    // Deviation [random-ties]: the paper leaves ties open. Reservoir sampling: each of k equals stays with probability 1/k.
    ties = place < 0 ? 1 : ties + 1;
    if (place === 0 && rng.int(ties) !== 0) continue;
    chosen = i;
  }
  return chosen;
}
