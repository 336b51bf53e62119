// The antagonist as a user runs it: k6 ends with 0, prints a verdict for each check of the scenario and where the slowest
// calls can be seen; Prometheus knows what was played, and what the client saw.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { at, compose } from './compose.ts';
import { KIND, traceOf } from './jaeger.ts';
import { sample } from './prometheus.ts';
import { until } from './until.ts';

const LIMIT_MS = 150_000;
const ARRIVAL_MS = 20_000;
const SAY_MS = 10_000;
const SCENARIO = new URL('../../load-tests/scenarios/antagonist.json', import.meta.url);

/** The lab alone keeps about one core busy; more than this many waiting for each core starve its processes for seconds. */
const BUSY_PER_CORE = 2;
const CALM_MS = 180_000;

/** Runs it; where it fails on a machine that others keep busy, once more when that is over. */
export async function antagonist(say: (text: string) => void): Promise<void> {
  try {
    await once(say);
  } catch (error) {
    const busy = busyMachine();
    if (busy === null) throw error;
    say(`    failed: ${error instanceof Error ? error.message.split('\n')[0] : error}; ${busy}: once more`);
    await until(CALM_MS, async () => assert.equal(busyMachine(), null), say);
    await once(say);
  }
}

function busyMachine(): string | null {
  const [minute = 0] = loadavg();
  const cores = availableParallelism();
  return minute > BUSY_PER_CORE * cores ? `load average ${minute.toFixed(1)} on ${cores} cores` : null;
}

async function once(say: (text: string) => void): Promise<void> {
  const { checks } = JSON.parse(readFileSync(SCENARIO, 'utf8')) as { checks: unknown[] };
  let saidMs = performance.now();
  const { code, output } = await compose(['run', '--rm', '-T', 'k6', 'run', '/load-tests/antagonist.ts'], {
    limitMs: LIMIT_MS,
    onLine: line => {
      const verdict = verdictIn(line);
      if (verdict !== null) say(`    ${verdict}`);
      else if (line.startsWith('running') && performance.now() - saidMs > SAY_MS) {
        saidMs = performance.now();
        say(`    k6 ${line}`);
      }
    },
  });
  assert.equal(code, 0, `k6 ended with ${code}\n${output.slice(-3000)}`);
  const verdicts = output.split('\n').flatMap(line => verdictIn(line) ?? []);
  assert.equal(verdicts.length, checks.length, `verdicts: ${verdicts}`);
  for (const verdict of verdicts) assert.match(verdict, /^pass/);
  await slowestShown(output, say);
  await seenInPrometheus(say);
}

/** `pass  share_2_max_21s_40s: 0.03 (limit 0.12)`, wherever it stands in a line of k6's log. */
function verdictIn(line: string): string | null {
  return /(?:pass|FAIL) {2}\w+: [^"]*\(limit [^)]*\)/.exec(line)?.[0] ?? null;
}

/** `slowest: 412 ms METHOD by REPLICA (cold, OK) http://localhost:16686/trace/ID`: ten, each a trace with its pick. */
async function slowestShown(output: string, say: (text: string) => void): Promise<void> {
  const jaeger = at('JAEGER_PORT').replace('127.0.0.1', 'localhost');
  const line =
    /slowest: (\d+) ms helloworld\.Greeter\/SayHello by backend-\d:50051 \(\w+, \w+\) (\S+)\/trace\/([0-9a-f]{32})/g;
  const found = [...output.matchAll(line)];
  assert.equal(found.length, 10, `${found.length} of the slowest calls`);
  const durations = found.map(([, ms]) => Number(ms));
  assert.deepEqual(
    durations,
    durations.toSorted((a, b) => b - a),
  );
  for (const [, , url, id = ''] of found) {
    assert.equal(url, jaeger);
    const spans = await until(ARRIVAL_MS, () => traceOf(id), say);
    assert.ok(
      spans.some(({ name, kind }) => name === 'prequal.pick' && kind === KIND.internal),
      id,
    );
  }
  say(`    the slowest took ${durations[0]} ms`);
}

async function seenInPrometheus(say: (text: string) => void): Promise<void> {
  const phase = 'max_over_time(prequal_scenario_info{scenario="antagonist",phase="slow-2"}[2m])';
  await until(ARRIVAL_MS, async () => assert.equal(await sample(phase), 1), say);
  const calls = 'k6_grpc_req_duration_seconds{source="k6",scenario="antagonist",status="0"}';
  await until(ARRIVAL_MS, async () => assert.ok((await sample(`count_over_time(${calls}[2m])`)) > 20), say);
}
