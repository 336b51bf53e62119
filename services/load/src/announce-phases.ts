// Which part of its scenario does the load play? Told to every balancer, best effort: no run fails or waits for it.

import { setTimeout } from 'node:timers/promises';
import { ANNOUNCE_EVERY_MS, ANNOUNCE_FOR_MS, phaseAt } from 'load-tests/phases.ts';
import type { Scenario } from 'load-tests/scenario.ts';

const TIMEOUT_MS = 1000;

/** Announces from now to the scenario's end or `signal`; gives a balancer up that refuses (ADMIN_CONTROLS is off, say). */
export async function announcePhases(
  scenario: Scenario,
  balancerAdmins: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(balancerAdmins.map(admin => announceTo(admin, scenario, signal)));
}

async function announceTo(balancerAdmin: string, scenario: Scenario, signal: AbortSignal): Promise<void> {
  const startMs = performance.now();
  const tell = (phase: string, forMs: number) =>
    announce(balancerAdmin, { scenario: scenario.name, phase, forMs });
  let atMs = 0;
  let name = 'run';
  while (atMs < scenario.durationMs && !signal.aborted) {
    const phase = phaseAt(scenario, atMs);
    name = phase.name;
    if (!(await tell(name, Math.min(ANNOUNCE_FOR_MS, scenario.durationMs - atMs)))) return;
    atMs = Math.min(phase.untilMs, atMs + ANNOUNCE_EVERY_MS);
    const waitMs = Math.max(0, startMs + atMs - performance.now());
    await setTimeout(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
  await tell(name, 0);
}

/** Whether it makes sense to go on: a balancer that cannot be reached now may be back. */
async function announce(balancerAdmin: string, playing: object): Promise<boolean> {
  try {
    const answer = await fetch(`${balancerAdmin}/scenario`, {
      method: 'POST',
      body: JSON.stringify(playing),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer.status < 400 || answer.status >= 500;
  } catch {
    return true;
  }
}
