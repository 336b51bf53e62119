import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/compare/main.ts', import.meta.url));

const ATTEMPTS = 5;

/** Runs the program; again on other ports where others have taken one of its own. */
async function compare(...args: string[]) {
  for (let attempt = 1; ; attempt++) {
    const ended = await compareOnce(...args);
    if (attempt === ATTEMPTS || !ended.stderr.includes('which is taken')) return ended;
  }
}

async function compareOnce(...args: string[]) {
  // Below the ports that systems give away by themselves; the second balancer's stand 1000 above.
  const base = 20_000 + Math.floor(Math.random() * 8000);
  const ports = [`--port=${base}`, `--admin-port=${base + 600}`, `--metrics-port=${base + 700}`];
  const env = { PATH: process.env.PATH, Q_RIF: '0.7' };
  const child = spawn(process.execPath, [MAIN, ...ports, ...args], { env });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', chunk => (text.stdout += String(chunk)));
  child.stderr.on('data', chunk => (text.stderr += String(chunk)));
  const phases = new Set<string>();
  const secondMetricsPort = base + 700 + 1000;
  const watch = setInterval(() => void phasesOf(secondMetricsPort).then(each => phases.add(each)), 500);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  return { code, ...text, phases };
}

/** What a balancer's metrics say is played; empty where nothing is, or there is no balancer yet. */
async function phasesOf(metricsPort: number): Promise<string> {
  try {
    const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return /^prequal_scenario_info\{(.*?)\} 1$/m.exec(page)?.[1] ?? '';
  } catch {
    return '';
  }
}

describe('npm run compare', () => {
  it('runs two policies on one fleet, and writes verdict and report', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'compare-'));
    const out = join(folder, 'report.html');
    const policies = ['prequal', 'random'];
    const args = ['--json', '--rounds', '1', '--policies', policies.join(), '--out', out];
    const { code, stdout, stderr, phases } = await compare(...args);
    const result = JSON.parse(stdout || '{}');
    assert.equal(code, result.ok ? 0 : 1, stderr);
    assert.deepEqual(Object.keys(result.policies ?? {}), policies, stderr);
    for (const policy of policies) {
      const { calls, dropped, p99Ms } = result.policies[policy];
      // 6.5 s at 66 to 89 calls/s; what the machine could not start in time is said to be missing.
      assert.ok(
        calls + dropped > 350 && calls + dropped < 650,
        `${policy}: ${calls} calls, ${dropped} dropped`,
      );
      assert.ok(p99Ms > 0, policy);
    }
    const generator = result.checks.find(
      (check: { name: string }) => check.name === 'generator_core_fraction',
    );
    assert.ok(generator.value > 0 && generator.value <= 1, stderr);
    assert.match(stderr, /round 1 of 1, (prequal|random): \d+ s of 8 s, \d+ calls; .* left in all/);
    assert.ok(phases.has('scenario="compare",phase="warmup"'), [...phases].join());
    const { options, replicas, balancers } = result.fleet;
    assert.deepEqual([options, replicas, balancers], [{ qRif: 0.7 }, 6, 2]);
    assert.ok(existsSync(out));
    assert.match(readFileSync(out, 'utf8'), /Comparison of policies: compare[\s\S]*Q_RIF=0\.7/);
    rmSync(folder, { recursive: true });
  });

  it('ends with 2 and one line when asked for what it cannot do', async () => {
    const unknown = await compare('--policies', 'prequal,fastest');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /^ERR_PREQUAL_CONFIG: POLICIES=fastest is outside prequal, random, .*\n$/);
    const layout = await compare('--driver', 'k6', '--scenario', 'compare');
    assert.equal(layout.code, 2);
    assert.match(
      layout.stderr,
      /^ERR_PREQUAL_COMPARE: DRIVER=k6 has 3 replicas with 1 balancer, or 30 with 3; /,
    );
  });
});
