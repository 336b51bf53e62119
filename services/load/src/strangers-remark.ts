// Does a scenario mean the replicas that answered? It counts them by names, which a fleet of one's own may not have.

import { replicaNumber } from 'load-tests/reply.ts';
import type { Scenario } from 'load-tests/scenario.ts';

/** What to say where checks are of replicas by number and some of `names` have none in the fleet; null where all have. */
export function strangersRemark(
  { checks, fleet }: Scenario,
  names: readonly string[],
  replicasPerBackend: number,
): string | null {
  const isCounted = checks.some(({ replica }) => replica !== undefined);
  const strangers = names.filter(name => {
    const number = replicaNumber(name, replicasPerBackend);
    return number === null || number > fleet.replicas;
  });
  if (!isCounted || strangers.length === 0) return null;
  return `the checks count replicas by name, backend-1 to backend-${fleet.replicas} (REPLICA_NAME), and are not of ${strangers.join(', ')}`;
}
