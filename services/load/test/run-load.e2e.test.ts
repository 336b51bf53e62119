import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Scenario } from 'load-tests/scenario.ts';
import type { Answer } from '../src/greeter-client.ts';
import { plainScenario } from '../src/read-scenario.ts';
import { runLoad } from '../src/run-load.ts';
import { startGreeter } from './greeter-double.ts';

const SEED = 5;

function run(
  scenario: Scenario,
  call: () => Promise<Answer>,
  signal = new AbortController().signal,
  controlUrls: string[] = [],
) {
  const lines: string[] = [];
  const screen = { write: (text: string) => lines.push(text) };
  return runLoad({ scenario, seed: SEED, policy: 'double', controlUrls, call, screen, signal }).then(
    report => ({ report, lines }),
  );
}

const ok: Answer = { status: 'OK', replica: 'backend-1' };

describe('runLoad', () => {
  it('keeps its schedule whatever the answers do, and measures from the scheduled time', async () => {
    let inFlight = 0;
    let most = 0;
    const call = async () => {
      most = Math.max(most, ++inFlight);
      await setTimeout(300);
      inFlight -= 1;
      return ok;
    };
    const { report } = await run(plainScenario({ callsPerSecond: 200, durationMs: 500 }), call);
    const { calls, p50Ms, dropped } = report.policies.double ?? {};
    // 100 expected, standard deviation 10; a closed loop would have made two.
    assert.ok(calls !== undefined && calls > 50 && calls < 150, `seed ${SEED}: ${calls}`);
    assert.ok(most > 20, `${most} in flight`);
    assert.ok(p50Ms !== undefined && p50Ms !== null && p50Ms >= 299);
    assert.equal(dropped, 0);
  });

  it('counts what it could not start in time as dropped, never as a call', async () => {
    let calls = 0;
    const call = () => {
      calls += 1;
      // A generator that is held up: the loop stands still for half a second.
      if (calls === 10) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      return Promise.resolve(ok);
    };
    const scenario = plainScenario({ callsPerSecond: 200, durationMs: 800 });
    const checks = [{ value: 'dropped', fromMs: 0, toMs: 800, max: 0 }] as const;
    const { report } = await run({ ...scenario, checks }, call);
    const double = report.policies.double;
    assert.ok(double !== undefined);
    assert.ok(double.dropped > 20, `${double.dropped} dropped`);
    assert.equal(double.calls, calls);
    assert.deepEqual(
      report.checks.map(check => check.value),
      [double.dropped],
    );
    assert.equal(report.ok, false);
  });

  it('tells an event to its control port, and fails where nobody listens', async () => {
    const greeter = await startGreeter();
    const scenario = {
      ...plainScenario({ callsPerSecond: 20, durationMs: 200 }),
      events: [{ atMs: 100, forMs: 50, replica: 2, slowFactor: 10 }],
    };
    const applied = await run(scenario, async () => ok, undefined, [
      'http://127.0.0.1:1',
      greeter.controlUrl,
    ]);
    assert.deepEqual(greeter.controls, [{ forMs: 50, slowFactor: 10 }]);
    assert.deepEqual(applied.report.checks, [{ name: 'events_applied', value: 1, limit: 1, ok: true }]);
    const refused = await run(scenario, async () => ok, undefined, ['http://127.0.0.1:1']);
    assert.equal(refused.report.ok, false);
    assert.match(
      refused.lines.join(''),
      /replica 2: .* not applied: CONTROL_URLS names no control port for it/,
    );
    await greeter.close();
  });

  it('ends early on its signal; checks that were not finished measured nothing', async () => {
    const stop = new AbortController();
    const checks = [{ value: 'errorFraction', fromMs: 0, toMs: 60_000, max: 0 }] as const;
    const scenario = { ...plainScenario({ callsPerSecond: 100, durationMs: 60_000 }), checks };
    const call = async () => {
      setImmediate(() => stop.abort());
      return ok;
    };
    const { report } = await run(scenario, call, stop.signal);
    assert.equal(report.checks[0]?.value, null);
    assert.ok((report.policies.double?.calls ?? 0) >= 1);
  });
});
