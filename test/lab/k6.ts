// The antagonist as a user runs it: k6 ends with 0 and prints a verdict for each check of the scenario.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { compose } from './compose.ts';
import { until } from './until.ts';

const LIMIT_MS = 150_000;
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
}

/** `pass  share_2_max_21s_40s: 0.03 (limit 0.12)`, wherever it stands in a line of k6's log. */
function verdictIn(line: string): string | null {
  return /(?:pass|FAIL) {2}\w+: [^"]*\(limit [^)]*\)/.exec(line)?.[0] ?? null;
}
