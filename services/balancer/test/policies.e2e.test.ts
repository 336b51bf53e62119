// Every policy, live: chosen at start and while calls flow, asking replicas as its rule wants them asked.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PolicyOptions, policyKnobs } from 'prequal';
import { startTestBalancer, type TestBalancer, until } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

type PolicyName = PolicyOptions['policy'];

const POLLING: ReadonlySet<PolicyName> = new Set(['yarp_po2c', 'weighted_round_robin', 'grpc_js_wrr']);
const PROBING: ReadonlySet<PolicyName> = new Set(['prequal', 'linear', 'c3']);
const { choices } = policyKnobs.policy;

describe('policies', () => {
  let replicas: TestReplica[];
  let test: TestBalancer;

  before(async () => {
    replicas = await Promise.all(['a', 'b', 'c'].map(name => TestReplica.start(name, { probe: 'real' })));
    test = await startTestBalancer(replicas, { ADMIN_CONTROLS: 'on', POLL_MS: '40', PROBE_IDLE_MS: '0' });
  });

  after(async () => {
    await test.stop();
    for (const replica of replicas) replica.kill();
  });

  const probesOk = async () =>
    [...(await test.series('prequal_probes_total'))]
      .filter(([labels]) => labels.includes('outcome=ok'))
      .reduce((sum, [, value]) => sum + value, 0);

  const picks = async (policy: PolicyName) =>
    [...(await test.series('prequal_picks_total'))]
      .filter(([labels]) => labels.startsWith(`policy=${policy},`))
      .reduce((sum, [, value]) => sum + value, 0);

  it('switches through all of them under calls; none fails, each picks, and says why', async () => {
    const running: Promise<{ code: number }>[] = [];
    const timer = setInterval(() => running.push(test.client.call()), 5);
    for (const policy of choices) {
      assert.equal((await test.post('/config', { policy })).status, 200);
      await until(async () => (await picks(policy)) >= 5);
      const { json } = await test.get('/decisions?last=1');
      const [last] = json.decisions as { policy: string; reason: string; replica: string }[];
      assert.equal(last?.policy, policy);
      assert.match(last.reason, new RegExp(`^${last.replica}: .{10,}`));
    }
    clearInterval(timer);
    const results = await Promise.all(running);
    assert.ok(results.length > 5 * choices.length);
    assert.deepEqual(
      results.filter(({ code }) => code !== 0),
      [],
    );
  });

  it('polls without calls where the rule wants all asked, and asks nobody else then', async () => {
    for (const policy of choices) {
      await test.post('/config', { policy });
      // What the switch itself asks, and what was on its way, ends first.
      await sleep(60);
      const before = await probesOk();
      if (POLLING.has(policy)) await until(async () => (await probesOk()) >= before + 2 * replicas.length);
      else {
        await sleep(100);
        assert.equal(await probesOk(), before, policy);
      }
    }
  });

  it('asks with calls where the rule wants that, and polls go on beside them', async () => {
    for (const policy of choices) {
      await test.post('/config', { policy });
      await sleep(60);
      const before = await probesOk();
      for (let i = 0; i < 5; i++) assert.equal((await test.client.call()).code, 0);
      if (PROBING.has(policy) || POLLING.has(policy)) await until(async () => (await probesOk()) > before);
      else {
        await sleep(50);
        assert.equal(await probesOk(), before, policy);
      }
    }
  });
});

it('each can be chosen at start', async () => {
  const replica = await TestReplica.start('a', { probe: 'real' });
  const other = await TestReplica.start('b', { probe: 'real' });
  for (const policy of choices) {
    const test = await startTestBalancer([replica, other], { POLICY: policy });
    assert.equal((await test.client.call()).code, 0);
    const info = [...(await test.series('prequal_config_info')).keys()];
    assert.ok(info[0]?.includes(`policy=${policy},`), info[0]);
    await test.stop();
  }
  for (const one of [replica, other]) one.kill();
});
