// How does a k6 run tell the balancers which part of its scenario it plays? Best effort: no run fails for it.

import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { ANNOUNCE_EVERY_MS, ANNOUNCE_FOR_MS, phaseAt } from './phases.ts';
import type { Scenario } from './scenario.ts';

/** Announces until the scenario's end; gives up when every balancer refuses (ADMIN_CONTROLS is off, say). */
export function announcePhases(scenario: Scenario, balancerAdmins: readonly string[]): void {
  let atMs = 0;
  while (atMs < scenario.durationMs) {
    sleep(Math.max(0, (exec.scenario.startTime + atMs - Date.now()) / 1000));
    const { name, untilMs } = phaseAt(scenario, atMs);
    const forMs = Math.min(ANNOUNCE_FOR_MS, scenario.durationMs - atMs);
    const body = JSON.stringify({ scenario: scenario.name, phase: name, forMs });
    const answers = http.batch(
      balancerAdmins.map(url => ['POST', `${url}/scenario`, body, { timeout: '2s' }] as const),
    );
    if (answers.every(({ status }) => status >= 400)) return;
    atMs = Math.min(untilMs, atMs + ANNOUNCE_EVERY_MS);
  }
}
