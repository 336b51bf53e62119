// Does a scenario mean the replicas that answered? It counts them by names, which a fleet of one's own may not have.

import { replicaNumber } from 'load-tests/reply.ts';
import type { Scenario } from 'load-tests/scenario.ts';

/** What to say where a check is of a replica by number and none of `names` is one; null where there is nothing to say. */
export function strangersRemark({ checks }: Scenario, names: readonly string[]): string | null {
  const isCounted = checks.some(({ replica }) => replica !== undefined);
  const isKnown = names.some(name => replicaNumber(name, Number.POSITIVE_INFINITY) !== null);
  if (!isCounted || isKnown || names.length === 0) return null;
  return `the checks count replicas named backend-1, backend-2, ... (REPLICA_NAME), and ${names.join(', ')} served: shares are taken for 0`;
}
