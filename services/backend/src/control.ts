// The control port: what is wrong with each replica, and making it so.

import type { Route } from 'program';
import { readControl } from './control-request.ts';
import type { Replica } from './replica.ts';

/** Routes of the control port. */
export function controlRoutes(replicas: readonly Replica[]): Route[] {
  const state = () => ({ json: { replicas: replicas.map(viewOf) } });
  return [
    { method: 'GET', path: '/healthz', handler: () => ({ json: { ok: true } }) },
    { method: 'GET', path: '/control', handler: state },
    {
      method: 'POST',
      path: '/control',
      handler: ({ body }) => {
        const names = replicas.map(replica => replica.name);
        const { replica: only, change, forMs } = readControl(body, names);
        for (const replica of replicas) {
          if (only === null || replica.name === only) replica.faults.apply(change, forMs);
        }
        return state();
      },
    },
  ];
}

function viewOf(replica: Replica) {
  const { name, port, rif, workMeanMs, faults } = replica;
  const { now, coresAtStart } = faults;
  return { replica: name, port, rif, workMeanMs, ...now, coresAtStart, remainingMs: faults.remainingMs() };
}
