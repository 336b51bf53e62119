// What goes wrong in a lab, caused for real: errors, a frozen replica, a replica that dies. Each is seen in the metrics.

import assert from 'node:assert/strict';
import { at, composeOk } from './compose.ts';
import { getJson } from './get-json.ts';
import { sample } from './prometheus.ts';
import { until } from './until.ts';

type Say = (text: string) => void;

const FAILED = 'sum(prequal_queries_total{code!="OK"})';
const SEEN_MS = 20_000;
const SET_ASIDE = 'max(prequal_replica_state{replica=~"backend-2:.*",state="set_aside"})';
const DISCONNECTED = 'max(prequal_replica_state{replica=~"backend-3:.*",state="disconnected"})';

/** Half of backend-1's calls fail for a while; the balancer counts them by code. */
export async function errors(say: Say): Promise<void> {
  const before = (await sample(`${FAILED} or vector(0)`)) || 0;
  await getJson(at('BACKEND_1_ADMIN_PORT', '/control'), { errorFraction: 0.5, forMs: 8000 });
  await until(SEEN_MS, async () => assert.ok((await sample(FAILED)) > before + 5, 'no errors counted'), say);
}

/** backend-2 answers nothing for a while: set aside, and back after it. */
export async function frozen(say: Say): Promise<void> {
  await getJson(at('BACKEND_2_ADMIN_PORT', '/control'), { frozen: true, forMs: 8000 });
  await until(SEEN_MS, async () => assert.equal(await sample(SET_ASIDE), 1, 'not set aside'), say);
  await until(SEEN_MS, async () => assert.equal(await sample(SET_ASIDE), 0, 'still set aside'), say);
}

/** backend-3's process is ended without a warning; started again, it is used again. */
export async function killed(say: Say): Promise<void> {
  await composeOk(['kill', 'backend-3'], { limitMs: 30_000 });
  await until(SEEN_MS, async () => assert.equal(await sample(DISCONNECTED), 1, 'not disconnected'), say);
  await composeOk(['start', 'backend-3'], { limitMs: 30_000 });
  await until(SEEN_MS, async () => assert.equal(await sample(DISCONNECTED), 0, 'still disconnected'), say);
}
