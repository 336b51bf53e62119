// A policy that does nothing but answer: the control that shows what measuring costs.

import { createPolicy, createRng, type Pick, type Policy } from 'prequal';

export function nullPolicy(): Policy {
  let pickId = 0;
  const answer = { kind: 'picked', replica: 'replica-0:50051', probe: [] } as const;
  const rest = createPolicy({}, createRng(0));
  return {
    setReplicas: () => {},
    setEligible: () => {},
    setPanic: () => {},
    pick: (): Pick => ({ ...answer, pickId: ++pickId }),
    resolve: () => ({ ...answer, pickId: ++pickId }),
    lastUse: () => rest.lastUse(),
    lastCandidates: () => [],
    explain: () => null,
    onPickAbandoned: () => {},
    onQueryEnd: () => {},
    onProbeReply: () => {},
    onProbeFailure: () => {},
    onStall: () => {},
    onWake: () => ({ probe: [], wakeAtMs: Number.POSITIVE_INFINITY }),
    configure: () => {},
    asides: () => [],
    asideChanges: 0,
    snapshot: nowMs => rest.snapshot(nowMs),
  };
}
