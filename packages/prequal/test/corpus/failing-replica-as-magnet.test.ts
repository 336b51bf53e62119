// Past failure: a replica that fails every query at once never gets a latency, so it was unknown and idle for ever, and trial
// followed trial: it drew 96 % of the calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picked, readyPolicy } from '../ready-policy.ts';

const CALLS_PER_SECOND = 40;
const SECONDS = 60;

for (const carrier of ['probe', 'trailer'] as const) {
  test(`a replica that fails every query is tried a few times a minute, its load known by ${carrier}`, () => {
    const policy = readyPolicy({ replicas: ['bad', 'b', 'c'] });
    const loadOf = (id: string) => ({ rif: 0, latencyMs: id === 'bad' ? null : 10 });
    let toBad = 0;
    for (let i = 0; i < CALLS_PER_SECOND * SECONDS; i++) {
      const nowMs = (i * 1000) / CALLS_PER_SECOND;
      const { pickId, replica, probe } = picked(policy, nowMs);
      for (const id of probe) policy.onProbeReply(id, loadOf(id), nowMs);
      const load = carrier === 'trailer' ? { load: loadOf(replica) } : {};
      const status = replica === 'bad' ? 'UNAVAILABLE' : 'OK';
      policy.onQueryEnd(pickId, { status, latencyMs: 10, ...load }, nowMs + 10);
      if (replica === 'bad') toBad++;
    }
    // Five in a row set it aside; then it is tried after 1, 2, 4 s and so on. One more for the fallback before the first reports.
    assert.ok(toBad <= 5 + Math.log2(SECONDS) + 1, `${toBad} of ${CALLS_PER_SECOND * SECONDS}`);
    assert.ok(toBad >= 3, 'it is tried again');
  });
}

test('a trial that went well is followed by the next one at once', () => {
  const policy = readyPolicy({ replicas: ['new', 'b', 'c'], qRif: 1, rProbe: 0 });
  for (let i = 0; i < 5; i++) {
    policy.onProbeReply('b', { rif: 0, latencyMs: 10 }, i);
    policy.onProbeReply('c', { rif: 0, latencyMs: 10 }, i);
    policy.onProbeReply('new', { rif: 0, latencyMs: null }, i);
    const { pickId, replica } = picked(policy, i);
    assert.equal(replica, 'new');
    policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 0.5 }, i + 0.5);
  }
});
