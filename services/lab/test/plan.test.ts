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

  it('puts the replicas of a large fleet into few processes, on consecutive ports', () => {
    const { balancers, backends, replicas } = plan({ backends: 21 });
    assert.deepEqual(
      backends.map(({ settings: { REPLICAS }, port, adminPort }) => [REPLICAS, port, adminPort]),
      [
        ['10', 50_051, 9902],
        ['10', 50_061, 9903],
        ['1', 50_071, 9904],
      ],
    );
    assert.deepEqual(replicas[11], {
      name: 'backend-2-2',
      id: '127.0.0.1:50062',
      controlUrl: 'http://127.0.0.1:9903',
    });
    assert.equal(replicas[20]?.name, 'backend-3');
    const { SERVER_URLS = '', CONTROL_URLS = '' } = balancers[0]?.settings ?? {};
    assert.equal(SERVER_URLS.split(',').length, 21);
    assert.deepEqual(
      CONTROL_URLS.split(','),
      replicas.map(({ controlUrl }) => controlUrl),
    );
  });

  it('counts every port of a process of several replicas as its own', () => {
    assert.throws(
      () => plan({ backends: 20, adminPort: 50_058 }),
      /ADMIN_PORT=50058 gives balancer port 50058, which is also the PORT of|PORT=50050 gives backend-1-8 port/,
    );
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
