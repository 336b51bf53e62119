// The compose file keeps its promises: exact images, loopback ports, hardening and limits everywhere, no variable that
// .env.example does not explain.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly build?: { readonly target: string };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly profiles?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly pids_limit?: number;
  readonly mem_limit?: string;
  readonly logging?: { readonly options: Readonly<Record<string, string>> };
  readonly healthcheck?: { readonly test: readonly string[] };
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const text = read('../docker-compose.yml');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const all = Object.entries(services);

test('every container is read-only, without capabilities, bounded in memory, processes and logs', () => {
  for (const [name, service] of all) {
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    assert.ok((service.pids_limit ?? 0) > 0, name);
    assert.match(service.mem_limit ?? '', /^\d+m$/, name);
    assert.deepEqual(Object.keys(service.logging?.options ?? {}), ['max-size', 'max-file'], name);
  }
});

test('the lab as it starts may use 2 GiB at most', () => {
  const started = all.filter(([, { profiles }]) => profiles === undefined);
  const total = started.reduce((sum, [, { mem_limit }]) => sum + Number.parseInt(mem_limit ?? '', 10), 0);
  assert.ok(total <= 2048, `${total} MiB`);
});

test('ports are published on loopback by a variable with a default, files are mounted read-only', () => {
  const ports = all.flatMap(([, service]) => service.ports ?? []);
  assert.equal(ports.length, 8);
  for (const port of ports) assert.match(port, /^127\.0\.0\.1:\$\{\w+_PORT:-\d+\}:\d+$/);
  for (const volume of all.flatMap(([, service]) => service.volumes ?? [])) {
    if (volume.startsWith('./') && volume !== './reports:/reports') assert.match(volume, /:ro$/);
  }
});

test('images are variables whose defaults are exact tags', () => {
  for (const [name, { image, build }] of all) {
    if (build === undefined)
      assert.match(image ?? '', /^\$\{[A-Z0-9]+_IMAGE:-[\w./-]+:v?\d+\.\d+\.\d+\}$/, name);
  }
  assert.match(read('../services/Dockerfile'), /^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-[\w-]+$/m);
  assert.doesNotMatch(read('../services/Dockerfile'), /# syntax=|RUN --mount/);
});

test('every service that can be asked for its health is', () => {
  const unasked = all.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name);
  assert.deepEqual(unasked, ['otel-collector', 'load', 'k6']);
});

test('.env.example explains every variable that the compose file reads, with the same default', () => {
  const explained = new Map<string, string>();
  for (const [, name = '', value = ''] of read('../.env.example').matchAll(/^#([A-Z0-9_]+)=(.*)$/gm)) {
    assert.ok(!explained.has(name), `${name} stands there twice`);
    explained.set(name, value);
  }
  for (const [, name = '', value] of text.matchAll(/\$\{([A-Z0-9_]+):-([^}]*)\}/g))
    assert.equal(explained.get(name), value, name);
  assert.doesNotMatch(text, /\$\{[A-Z0-9_]+\}/, 'a variable without a default');
  const passed = all.flatMap(([, { environment }]) =>
    Object.entries(environment ?? {}).flatMap(([name, value]) => (value === null ? name : [])),
  );
  assert.ok(passed.includes('Q_RIF'));
  for (const name of passed) assert.ok(explained.has(name), name);
});
