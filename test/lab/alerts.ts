// Alerts and recording rules: their unit tests by the promtool of the lab's own Prometheus, what that Prometheus has made of
// them, and that they keep silent and fire for real.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { at, composeOk } from './compose.ts';
import { getJson } from './get-json.ts';
import { until } from './until.ts';

type Say = (text: string) => void;

const FOLDER = fileURLToPath(new URL('../../services/prometheus', import.meta.url));
const MOUNTED = '/services/prometheus';
const FROZEN = 'PrequalFrozenReplica';
/** 30 s without an answer and 15 s of waiting, and what scraping and evaluation add on a busy machine. */
const FIRES_MS = 75_000;
const ENDS_MS = 20_000;

/** promtool finds nothing wrong in configuration and rules, and the rules pass their unit tests. */
export async function promtoolAgrees(): Promise<void> {
  await promtool('check', 'config', `${MOUNTED}/prometheus.yml`);
  await promtool('check', 'rules', ...filesIn('rules'));
  await promtool('test', 'rules', ...filesIn('test'));
}

async function promtool(...args: readonly string[]): Promise<void> {
  const run = ['run', '--rm', '-T', '--no-deps', '--entrypoint', 'promtool'];
  await composeOk([...run, '-v', `${FOLDER}:${MOUNTED}:ro`, 'prometheus', ...args], { limitMs: 60_000 });
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(`${FOLDER}/${folder}`).map(name => `${MOUNTED}/${folder}/${name}`);
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** Every file's rules are loaded and were evaluated without an error. */
export async function rulesLoaded(): Promise<void> {
  const { data } = (await getJson(at('PROMETHEUS_PORT', '/api/v1/rules'))) as {
    data: { groups: { file: string; rules: Rule[] }[] };
  };
  const loaded = new Set(data.groups.map(({ file }) => file.split('/').at(-1)));
  assert.deepEqual([...loaded].toSorted(), readdirSync(`${FOLDER}/rules`).toSorted());
  for (const { name, health, lastError } of data.groups.flatMap(({ rules }) => rules))
    assert.equal(health, 'ok', `${name}: ${lastError}`);
}

/** None has fired since `fromS` (Unix seconds). */
export async function noneFired(fromS: number, say: Say): Promise<void> {
  const seconds = Math.ceil(Date.now() / 1000 - fromS);
  assert.deepEqual(await firing(`max_over_time(ALERTS{alertstate="firing"}[${seconds}s])`), []);
  say(`    in ${seconds} s`);
}

/** backend-1 answers nothing: the alert fires with the replica's name, and ends with the fault. */
export async function frozenIsTold(say: Say): Promise<void> {
  const expr = `ALERTS{alertname="${FROZEN}", alertstate="firing"}`;
  const control = at('BACKEND_1_ADMIN_PORT', '/control');
  await getJson(control, { frozen: true, forMs: FIRES_MS });
  const told = async () => String(await firing(expr));
  await until(FIRES_MS, async () => assert.equal(await told(), `${FROZEN} backend-1:50051`, 'silent'), say);
  await getJson(control, { frozen: false });
  await until(ENDS_MS, async () => assert.equal(await told(), '', 'still firing'), say);
}

/** Alert and replica (where it has one) of each sample. */
async function firing(expr: string): Promise<readonly string[]> {
  const query = new URLSearchParams({ query: expr });
  const { data } = (await getJson(at('PROMETHEUS_PORT', `/api/v1/query?${query}`))) as {
    data: { result: { metric: { alertname: string; replica?: string } }[] };
  };
  return data.result.map(({ metric: { alertname, replica = '' } }) => `${alertname} ${replica}`.trim());
}
