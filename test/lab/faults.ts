// What goes wrong in a lab, caused for real: errors, a frozen replica, one that dies, one that joins, picks at random. Each
// is seen in the metrics.

import assert from 'node:assert/strict';
import { at, composeOk } from './compose.ts';
import { getJson } from './get-json.ts';
import { sample } from './prometheus.ts';
import { until } from './until.ts';

type Say = (text: string) => void;

const FAILED = 'sum(prequal_queries_total{code!="OK"})';
const FALLBACKS = 'sum(prequal_picks_total{rule="fallback"})';
const SEEN_MS = 20_000;
const SET_ASIDE = 'max(prequal_replica_state{replica=~"backend-2:.*",state="set_aside"})';
const DISCONNECTED = 'max(prequal_replica_state{replica=~"backend-3:.*",state="disconnected"})';

/** A tenth of all calls fail for a while, wherever they go: queries are kept away from a replica that fails more than others. */
export async function errors(say: Say): Promise<void> {
  const before = (await sample(`${FAILED} or vector(0)`)) || 0;
  for (const port of ['BACKEND_1_ADMIN_PORT', 'BACKEND_2_ADMIN_PORT', 'BACKEND_3_ADMIN_PORT'] as const)
    await getJson(at(port, '/control'), { errorFraction: 0.1, forMs: 5000 });
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

/** backend-1 is not there for a while, as one that is yet to come; once it opens, it gets its part of the calls. */
export async function joins(say: Say): Promise<void> {
  const state = (name: string) => `max(prequal_replica_state{replica=~"backend-1:.*",state="${name}"})`;
  await getJson(at('BACKEND_1_ADMIN_PORT', '/control'), { stopped: true, forMs: 4000 });
  await until(SEEN_MS, async () => assert.equal(await sample(state('disconnected')), 1, 'still there'), say);
  await until(SEEN_MS, async () => assert.equal(await sample(state('available')), 1, 'not back'), say);
  const share = `sum(rate(prequal_queries_total{replica=~"backend-1:.*"}[4s])) / sum(rate(prequal_queries_total[4s]))`;
  await until(SEEN_MS, async () => assert.ok((await sample(share)) > 0.15, 'it gets no calls'), say);
}

/** Reports are too old at once for a while, so picks are random, then round robin picks; the generation counts it all. */
export async function otherPicks(say: Say): Promise<void> {
  const changes = await sample('max(prequal_config_generation)');
  const before = await sample(FALLBACKS);
  await configure({ mode: 'async', probeMaxAgeMs: 1 });
  await until(SEEN_MS, async () => assert.ok((await sample(FALLBACKS)) > before + 5, 'no fallback'), say);
  await configure({ probeMaxAgeMs: 1000, policy: 'round_robin' });
  const turns = 'sum(prequal_queries_total{policy="round_robin"})';
  await until(SEEN_MS, async () => assert.ok((await sample(turns)) > 5, 'no call by round robin'), say);
  await configure({ policy: 'prequal', mode: 'auto' });
  const seen = async () => assert.equal(await sample('max(prequal_config_generation)'), changes + 3);
  await until(SEEN_MS, seen, say);
}

async function configure(change: object): Promise<void> {
  await getJson(at('BALANCER_ADMIN_PORT', '/config'), change);
}
