import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkFleet, coresFor, runningReplicas } from '../capacity.ts';
import type { Fleet } from '../scenario.ts';

const fleet: Fleet = { replicas: 2, balancers: 1, cores: 2, workMeanMs: 100, work: 'clipped_normal' };

it('gives replicas with half the work per call half the cores', () => {
  assert.equal(coresFor({ fleet }, [{ capacityCores: 4, coresAtStart: 4, workMeanMs: 50 }]), 1);
});

it('leaves replicas that do as much already, and mends those of which one does not', () => {
  const same = { capacityCores: 2, coresAtStart: 2, workMeanMs: 100 };
  assert.equal(coresFor({ fleet }, [same, same]), null);
  assert.equal(coresFor({ fleet }, [same, { ...same, capacityCores: 1 }]), 2);
  assert.equal(
    coresFor({ fleet }, [same, { ...same, coresAtStart: 4 }]),
    2,
    'a killed run left it so for a while',
  );
});

it('refuses another number of replicas or balancers, by the name of the variable', () => {
  const scenario = { name: 'pair', fleet };
  checkFleet(scenario, ['b:1'], ['http://r1', 'http://r2']);
  assert.throws(
    () => checkFleet(scenario, ['b:1'], ['http://r1']),
    /CONTROL_URLS=\["http:\/\/r1"\] is outside the 2 replicas of scenario pair/,
  );
  assert.throws(
    () => checkFleet(scenario, ['b:1', 'c:1'], ['http://r1', 'http://r2']),
    /TARGET=\["b:1","c:1"\] is outside the 1 balancers of scenario pair/,
  );
});

it('believes the answer of a control port field by field', () => {
  const believed = { capacityCores: 4, coresAtStart: 4, workMeanMs: 50 };
  const row = { replica: 'a', port: 50051, ...believed };
  assert.deepEqual(runningReplicas({ replicas: [row] }), [believed]);
  for (const answer of [
    null,
    'x',
    {},
    { replicas: [{ ...row, workMeanMs: undefined }] },
    { replicas: [null] },
  ])
    assert.throws(() => runningReplicas(answer), { message: /^ERR_PREQUAL_SCENARIO: replicas/ });
});
