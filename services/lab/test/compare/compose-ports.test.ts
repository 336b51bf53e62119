import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { composePorts } from '../../src/compare/compose-ports.ts';

const lab = { balancers: 1, backends: 3 };
const fleet = { balancers: 3, backends: 3 };
const none = { port: null, adminPort: null };

/** The published ports of Compose files by their variables, with the defaults written there. */
function publishedBy(...files: readonly string[]): Record<string, string> {
  const texts = files.map(file => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8'));
  const ports = texts.flatMap(text => [
    ...text.matchAll(/127\.0\.0\.1:\$\{(\w+_PORT):-(\d+)\}:(?:50050|990[12])\b/g),
  ]);
  return Object.fromEntries(ports.map(([, variable = '', port = '']) => [variable, port]));
}

describe('composePorts', () => {
  it('has the variables and defaults of the Compose files', () => {
    assert.deepEqual(composePorts(lab, none, {}).variables, publishedBy('docker-compose.yml'));
    const both = publishedBy('docker-compose.yml', 'compose.fleet.yml');
    assert.equal(Object.keys(both).length, 9);
    assert.deepEqual(composePorts(fleet, none, { BALANCER_PORT: '' }).variables, both);
  });

  it('takes each variable of the environment by itself', () => {
    const environment = {
      BALANCER_PORT: '36050',
      BALANCER_ADMIN_PORT: '36901',
      BALANCER_3_ADMIN_PORT: '38901',
      BACKEND_2_ADMIN_PORT: '36913',
      PORT: '1',
      ADMIN_PORT: '2',
    };
    const { admin, control, variables } = composePorts(fleet, none, environment);
    assert.deepEqual(admin, [36_901, 10_901, 38_901]);
    assert.deepEqual(control, [9902, 36_913, 9904]);
    assert.deepEqual(variables, {
      BALANCER_PORT: '36050',
      BALANCER_ADMIN_PORT: '36901',
      BALANCER_2_PORT: '51050',
      BALANCER_2_ADMIN_PORT: '10901',
      BALANCER_3_PORT: '52050',
      BALANCER_3_ADMIN_PORT: '38901',
      BACKEND_1_ADMIN_PORT: '9902',
      BACKEND_2_ADMIN_PORT: '36913',
      BACKEND_3_ADMIN_PORT: '9904',
    });
  });

  it('counts all ports from a flag, whatever the environment has', () => {
    const environment = {
      BALANCER_PORT: '36050',
      BALANCER_2_ADMIN_PORT: '37901',
      BACKEND_1_ADMIN_PORT: '36902',
    };
    const admin = composePorts(fleet, { port: null, adminPort: 40_001 }, environment);
    assert.deepEqual(
      [admin.admin, admin.control],
      [
        [40_001, 41_001, 42_001],
        [40_002, 40_003, 40_004],
      ],
    );
    assert.equal(admin.variables.BALANCER_PORT, '36050');
    const { variables } = composePorts(fleet, { port: 40_000, adminPort: null }, environment);
    assert.deepEqual([variables.BALANCER_PORT, variables.BALANCER_3_PORT], ['40000', '42000']);
    assert.equal(variables.BALANCER_2_ADMIN_PORT, '37901');
  });

  it('refuses a variable that holds no port, by its name', () => {
    assert.throws(() => composePorts(lab, none, { BACKEND_3_ADMIN_PORT: '70000' }), {
      message: 'ERR_PREQUAL_CONFIG: BACKEND_3_ADMIN_PORT=70000 is outside 1 to 65535',
    });
  });
});
