// Between two runs: the policy is changed on every balancer, and the fleet is left alone until nothing of the last run is
// left in it.

import { setTimeout } from 'node:timers/promises';
import { PlainError } from 'program';
import { fetchControls } from './control-view.ts';

const TIMEOUT_MS = 3000;
const CALM_MS = 20_000;
const POLL_MS = 100;

/** Sets `policy` on all balancers. Throws PlainError when one does not take it. */
export async function switchPolicy(balancerAdmins: readonly string[], policy: string): Promise<void> {
  await Promise.all(balancerAdmins.map(admin => switchOne(admin, policy)));
}

async function switchOne(admin: string, policy: string): Promise<void> {
  const answer = await fetch(`${admin}/config`, {
    method: 'POST',
    body: JSON.stringify({ policy }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new PlainError(`ERR_PREQUAL_COMPARE: ${admin}/config does not answer: ${String(error)}`);
  });
  if (!answer.ok)
    throw new PlainError(`ERR_PREQUAL_COMPARE: ${admin} refuses policy ${policy}: ${await answer.text()}`);
}

/** Waits until no replica has a query or a fault left, then `settleMs` more. Throws PlainError when that takes too long. */
export async function untilCalm(
  controlUrls: readonly string[],
  settleMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + CALM_MS;
  while (!signal.aborted) {
    const rows = await fetchControls(controlUrls);
    const calm = rows?.every(({ rif, remainingMs }) => rif === 0 && Object.keys(remainingMs).length === 0);
    if (calm) break;
    if (performance.now() > deadlineMs) {
      const busy = rows?.find(({ rif, remainingMs }) => rif > 0 || Object.keys(remainingMs).length > 0);
      const why =
        busy === undefined ? 'a control port does not answer' : `${busy.replica} is not: RIF ${busy.rif}`;
      throw new PlainError(
        `ERR_PREQUAL_COMPARE: the fleet is not calm ${CALM_MS / 1000} s after a run; ${why}`,
      );
    }
    await setTimeout(POLL_MS);
  }
  await setTimeout(settleMs, undefined, { signal }).catch(() => undefined);
}
