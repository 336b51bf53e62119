// When does a client learn that a probe was answered, or was not? Played over an agenda of its own, without queries.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createPolicy, createRng } from 'prequal';
import { Agenda, indexOf, KIND, kindOf } from '../src/agenda.ts';
import { ClientProbing } from '../src/client-probing.ts';
import { fullOptions, type SimulationOptions } from '../src/options.ts';
import { QueryTable } from '../src/query-table.ts';
import { Recorder } from '../src/recorder.ts';
import { Servers } from '../src/servers.ts';
import { smallFleet } from './fleet-options.ts';

const TIMEOUT_MS = 3;

/** One client asks two replicas at 100 ms: when it hears of replies and of failures, none of it earlier than what was before. */
function askAt100(trouble: Pick<SimulationOptions, 'probeMs' | 'probeLoss'>) {
  const options = fullOptions({
    ...smallFleet,
    ...trouble,
    clients: 1,
    replicas: 2,
    policy: { probeTimeoutMs: TIMEOUT_MS },
  });
  const rng = createRng(options.seed);
  const agenda = new Agenda();
  const policy = createPolicy({}, rng);
  const ids = ['0', '1'];
  const servers = new Servers(options, agenda, new QueryTable(), rng);
  const probing = new ClientProbing({
    options,
    agenda,
    policies: [policy],
    ids,
    servers,
    recorder: new Recorder(options),
    losses: rng.child('losses'),
    onReplies: () => {},
  });
  const replies = mock.method(policy, 'onProbeReply');
  const failures = mock.method(policy, 'onProbeFailure');
  policy.setReplicas(ids, 0);
  probing.send(0, ids, 100);
  for (let beforeMs = 100; agenda.nextAtMs < Number.POSITIVE_INFINITY; ) {
    const nowMs = agenda.nextAtMs;
    assert.ok(nowMs >= beforeMs, `${nowMs} ms comes after ${beforeMs} ms`);
    const event = agenda.take();
    if (kindOf(event) === KIND.probe) probing.reach(indexOf(event), nowMs);
    if (kindOf(event) === KIND.reply) probing.reply(indexOf(event), nowMs);
    if (kindOf(event) === KIND.probeTimeout) probing.timeout(indexOf(event), nowMs);
    beforeMs = nowMs;
  }
  return {
    replied: replies.mock.calls.map(({ arguments: [id, , nowMs] }) => [id, nowMs]),
    failed: failures.mock.calls.map(({ arguments: [id, cause, nowMs] }) => [id, cause, nowMs]),
  };
}

const timedOut = ['0', '1'].map(id => [id, 'timeout', 100 + TIMEOUT_MS]);

test('replies come two ways later, at the very timeout at the latest', () => {
  for (const probeMs of [0, 0.5, TIMEOUT_MS / 2]) {
    const replied = ['0', '1'].map(id => [id, 100 + 2 * probeMs]);
    assert.deepEqual(askAt100({ probeMs }), { replied, failed: [] });
  }
});

test('a probe that is lost or late has failed when its time is up, however long it takes to get there', () => {
  assert.deepEqual(askAt100({ probeMs: 1, probeLoss: 1 }), { replied: [], failed: timedOut });
  for (const probeMs of [1.6, TIMEOUT_MS, 3.5, 30])
    for (const probeLoss of [0, 1])
      assert.deepEqual(askAt100({ probeMs, probeLoss }), { replied: [], failed: timedOut }, `${probeMs}`);
});
