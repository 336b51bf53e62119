// The fleet's override keeps the promises of the compose file that it lies over, and lays out what its scenario says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';

interface Service {
  readonly extends?: { readonly file: string; readonly service: string };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const text = read('../compose.fleet.yml');
// The tag is Compose's own: replace the list, do not add to it.
const { services } = parse(text.replaceAll('!override', ''), { merge: true }) as {
  services: Record<string, Service>;
};
const { fleet } = JSON.parse(read('../load-tests/scenarios/fleet.json')) as {
  fleet: { replicas: number; balancers: number; cores: number; workMeanMs: number };
};
const words = (value = '') => value.split(',');

test('it has the replicas and balancers of the scenario', () => {
  const backends = Object.keys(services).filter(name => name.startsWith('backend'));
  const balancers = Object.keys(services).filter(name => name.startsWith('balancer'));
  const replicas = backends.map(name => Number(services[name]?.environment?.REPLICAS));
  assert.equal(
    replicas.reduce((sum, each) => sum + each, 0),
    fleet.replicas,
  );
  assert.equal(balancers.length, fleet.balancers);
  for (const name of balancers) {
    const { SERVER_URLS, CONTROL_URLS, ADMIN_ALLOWED_HOSTS } = services[name]?.environment ?? {};
    assert.deepEqual(
      words(SERVER_URLS),
      backends.map(backend => `${backend}:50051-50060`),
    );
    assert.equal(words(CONTROL_URLS).length, fleet.replicas);
    assert.equal(ADMIN_ALLOWED_HOSTS, name);
  }
  for (const name of balancers.slice(1)) {
    const { ports = [], environment = {} } = services[name] ?? {};
    const [call = '', admin = ''] = ports.map(port => port.replace(/^127\.0\.0\.1:(.*):\d+$/, '$1'));
    assert.equal(environment.BALANCER_URL, `localhost:${call}`, `${name} says where it is published`);
    assert.equal(environment.ADMIN_URL, `http://localhost:${admin}/`);
  }
  for (const name of backends) {
    const { CORES, WORK_MEAN_MS } = services[name]?.environment ?? {};
    assert.equal(CORES, `\${CORES:-${fleet.cores}}`);
    assert.equal(WORK_MEAN_MS, `\${WORK_MEAN_MS:-${fleet.workMeanMs}}`);
  }
});

test('k6 spreads over the balancers, and tells every replica its events', () => {
  for (const name of ['k6', 'load']) {
    const { TARGET, BALANCER_ADMIN, CONTROL_URLS } = services[name]?.environment ?? {};
    assert.equal(words(TARGET).length, fleet.balancers);
    assert.deepEqual(
      words(BALANCER_ADMIN),
      words(TARGET).map(target => `http://${target.replace(':50050', ':9901')}`),
    );
    assert.deepEqual(
      words(CONTROL_URLS),
      Array.from({ length: fleet.replicas }, (_, at) => `http://backend-${Math.floor(at / 10) + 1}:9902`),
    );
  }
});

test('Prometheus scrapes every balancer, and without the override only the one that is there', () => {
  const [mount = ''] = services.prometheus?.volumes ?? [];
  const [from = '', to] = mount.split(':');
  const { scrape_configs } = parse(read('../services/prometheus/prometheus.yml')) as {
    scrape_configs: readonly {
      job_name: string;
      static_configs: unknown;
      file_sd_configs?: readonly { files: readonly string[] }[];
    }[];
  };
  const job = scrape_configs.find(({ job_name }) => job_name === 'balancer');
  assert.deepEqual(job?.static_configs, [{ targets: ['balancer:9464'] }]);
  assert.deepEqual(job?.file_sd_configs, [{ files: [to] }]);
  const added = Object.keys(services).filter(name => /^balancer-\d+$/.test(name));
  assert.deepEqual(parse(read(`../${from}`)), [{ targets: added.map(name => `${name}:9464`) }]);
});

test('what it adds is published on loopback by variables that .env.example explains', () => {
  const ports = Object.values(services).flatMap(service => service.ports ?? []);
  assert.equal(ports.length, 2 * (fleet.balancers - 1));
  for (const port of ports) assert.match(port, /^127\.0\.0\.1:\$\{\w+_PORT:-\d+\}:\d+$/);
  const example = read('../.env.example');
  for (const [, name = ''] of text.matchAll(/\$\{([A-Z0-9_]+):-/g))
    assert.match(example, new RegExp(`^#${name}=`, 'm'), name);
  for (const name of ['balancer-2', 'balancer-3'])
    assert.deepEqual(services[name]?.extends, { file: 'docker-compose.yml', service: 'balancer' });
});
