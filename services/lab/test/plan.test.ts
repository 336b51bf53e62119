import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PlanOptions, planFleet } from '../src/plan.ts';

function plan(change: Partial<PlanOptions> = {}) {
  return planFleet({
    port: 50_050,
    adminPort: 9901,
    metricsPort: 9464,
    backends: 3,
    balancers: 1,
    policy: 'prequal',
    seed: 1,
    ...change,
  });
}

describe('planFleet', () => {
  it('counts the ports of backend i from the balancer by i', () => {
    const { balancers, backends } = plan();
    const ports = [...balancers, ...backends].map(({ name, port, adminPort, metricsPort }) => [
      name,
      port,
      adminPort,
      metricsPort,
    ]);
    assert.deepEqual(ports, [
      ['balancer', 50_050, 9901, 9464],
      ['backend-1', 50_051, 9902, 9465],
      ['backend-2', 50_052, 9903, 9466],
      ['backend-3', 50_053, 9904, 9467],
    ]);
  });

  it('counts the ports of balancer j by 1000 (j - 1)', () => {
    const ports = plan({ balancers: 3 }).balancers.map(({ name, port }) => [name, port]);
    assert.deepEqual(ports, [
      ['balancer-1', 50_050],
      ['balancer-2', 51_050],
      ['balancer-3', 52_050],
    ]);
  });

  it('tells each program its own settings', () => {
    const { balancers, backends } = plan({ backends: 2, policy: 'random' });
    assert.deepEqual(balancers[0]?.settings, {
      POLICY: 'random',
      SEED: '1001',
      SERVER_URLS: 'http://127.0.0.1:50051,http://127.0.0.1:50052',
      CONTROL_URLS: 'http://127.0.0.1:9902,http://127.0.0.1:9903',
      ADMIN_CONTROLS: 'on',
      PORT: '50050',
      ADMIN_PORT: '9901',
      METRICS_PORT: '9464',
    });
    assert.deepEqual(backends[1]?.settings, {
      REPLICA_NAME: 'backend-2',
      REPLICAS: '1',
      SEED: '3',
      PORT: '50052',
      ADMIN_PORT: '9903',
      METRICS_PORT: '9466',
    });
  });

  it('refuses two processes on one port, and a port that is none', () => {
    assert.throws(() => plan({ adminPort: 9463 }), {
      exit: 2,
      message:
        'ERR_PREQUAL_LISTEN: ADMIN_PORT=9463 gives backend-1 port 9464, which is also the METRICS_PORT of balancer; choose another ADMIN_PORT',
    });
    assert.throws(
      () => plan({ port: 65_534 }),
      /PORT=65534 gives backend-2 port 65536, which is above 65535/,
    );
  });
});
