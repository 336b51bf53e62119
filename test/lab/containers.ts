// What the containers are: all there and healthy, our images small in rights, ended cleanly by a stop.

import assert from 'node:assert/strict';
import { at, composeOk, containers, services } from './compose.ts';

const EXPECTED = [
  'backend-1',
  'backend-2',
  'backend-3',
  'balancer',
  'grafana',
  'jaeger',
  'load',
  'otel-collector',
  'prometheus',
];

/** The compose file has the lab's services; answers those that this environment does not run. */
export async function absent(): Promise<readonly string[]> {
  const found = await services();
  assert.deepEqual([...found.keys()].toSorted(), EXPECTED);
  return [...found].flatMap(([name, runs]) => (runs ? [] : name));
}

/** Each service has one container, running and, where it is asked, healthy. */
export async function allRun(missing: readonly string[]): Promise<void> {
  const found = await containers();
  assert.deepEqual(
    found.map(({ Service }) => Service).toSorted(),
    EXPECTED.filter(name => !missing.includes(name)),
  );
  for (const { Service, State, Health } of found) {
    assert.equal(State, 'running', Service);
    assert.ok(Health === 'healthy' || Health === '', `${Service} is ${Health}`);
  }
}

/** Looks at itself from inside a container of ours. */
const PROBE = `
const { existsSync, writeFileSync } = require('node:fs');
let readOnly = false;
try { writeFileSync('/app/x', ''); } catch { readOnly = true; }
console.log(JSON.stringify({
  uid: process.getuid(),
  node: process.versions.node.split('.')[0],
  readOnly,
  devDependencies: ['typescript', 'node', '@biomejs', 'fast-check'].filter(name => existsSync('/app/node_modules/' + name)),
}));`;

/** The project's own images: not root, nothing to write to, Node 24, no development dependencies. */
export async function ownImages(): Promise<void> {
  for (const name of ['balancer', 'backend-1']) {
    const { stdout } = await composeOk(['exec', '-T', name, 'node', '-e', PROBE], { limitMs: 30_000 });
    assert.deepEqual(
      JSON.parse(stdout),
      { uid: 1000, node: '24', readOnly: true, devDependencies: [] },
      name,
    );
  }
}

/** The balancer's log tells where to look. */
export async function urlsPrinted(): Promise<void> {
  const { stdout } = await composeOk(['logs', '--no-log-prefix', 'balancer'], { limitMs: 30_000 });
  for (const port of ['GRAFANA_PORT', 'JAEGER_PORT', 'PROMETHEUS_PORT'] as const) {
    const url = at(port).replace('127.0.0.1', 'localhost');
    assert.ok(stdout.includes(url), `the log does not show ${url}`);
  }
  assert.match(stdout, /\/search\?service=prequal-balancer&operation=helloworld\.Greeter%2FSayHello$/m);
}

/** SIGTERM ends balancer and backends by themselves, with 0. */
export async function stopCleanly(): Promise<void> {
  const ours = ['balancer', 'backend-1', 'backend-2', 'backend-3'];
  await composeOk(['stop', ...ours], { limitMs: 60_000 });
  for (const { Service, State, ExitCode } of await containers()) {
    if (!ours.includes(Service)) continue;
    assert.equal(State, 'exited', Service);
    assert.equal(ExitCode, 0, `${Service} ended with ${ExitCode}`);
  }
}
