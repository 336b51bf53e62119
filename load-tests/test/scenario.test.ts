import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ScenarioError } from '../json-reader.ts';
import { parseScenario } from '../scenario.ts';

const folder = new URL('../scenarios/', import.meta.url);

/** A legal scenario as JSON, changed by `change`. */
function example(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'example',
    description: 'An example.',
    seed: 1,
    warmupMs: 0,
    durationMs: 10_000,
    load: [{ atMs: 0, callsPerSecond: 10 }],
    fleet: { replicas: 3, balancers: 1, cores: 4, workMeanMs: 50, work: 'clipped_normal' },
    events: [{ atMs: 1000, forMs: 1000, replica: 2, slowFactor: 10 }],
    checks: [{ value: 'share', replica: 2, fromMs: 0, toMs: 10_000, max: 0.5 }],
    ...change,
  };
}

function check(change: Record<string, unknown>): Record<string, unknown> {
  return { checks: [{ value: 'share', replica: 2, fromMs: 0, toMs: 10_000, max: 0.5, ...change }] };
}

function event(change: Record<string, unknown>): Record<string, unknown> {
  return { events: [{ atMs: 0, forMs: 1, replica: 1, slowFactor: 2, ...change }] };
}

describe('parseScenario', () => {
  it('returns a legal scenario as it is', () => {
    assert.deepEqual(parseScenario(example()), example());
  });

  for (const file of readdirSync(folder)) {
    it(`reads the committed ${file}, which is named as its file`, () => {
      const scenario = parseScenario(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
      assert.equal(`${scenario.name}.json`, file);
      assert.ok(scenario.checks.length > 0);
    });
  }

  const refusals: readonly [string, unknown, string][] = [
    ['no object', [], 'scenario=[] is outside JSON objects'],
    ['an unknown key', example({ rate: 3 }), 'rate=3 is outside the keys name, description, seed,'],
    ['an unknown key of a part', example(event({ slow: 2 })), 'events[0].slow=2 is outside the keys atMs,'],
    [
      'a missing key',
      example({ fleet: { replicas: 3 } }),
      'fleet.balancers=nothing is outside the keys that',
    ],
    [
      'a rate below 0',
      example({ load: [{ atMs: 0, callsPerSecond: -1 }] }),
      'load[0].callsPerSecond=-1 is outside 0 to',
    ],
    [
      'a rate that is text',
      example({ load: [{ atMs: 0, callsPerSecond: '9' }] }),
      'load[0].callsPerSecond="9" is outside',
    ],
    [
      'a load that starts late',
      example({ load: [{ atMs: 5, callsPerSecond: 1 }] }),
      'load[0].atMs=5 is outside 0 to 0',
    ],
    ['no load', example({ load: [] }), 'load=[] is outside lists of at least 1'],
    [
      'a load of nothing',
      example({ load: [{ atMs: 0, callsPerSecond: 0 }] }),
      'load[0].callsPerSecond=0 is outside rates',
    ],
    [
      'steps out of order',
      example({ load: [0, 2000, 1000].map(atMs => ({ atMs, callsPerSecond: 1 })) }),
      'load[2].atMs=1000 is outside more than 2000, less than 10000',
    ],
    [
      'a warm-up as long as the run',
      example({ warmupMs: 10_000 }),
      'warmupMs=10000 is outside 0 to less than',
    ],
    [
      'an event without effect',
      example({ events: [{ atMs: 0, forMs: 1, replica: 1 }] }),
      'events[0]={"atMs":0,',
    ],
    ['an event without end', example(event({ forMs: 0 })), 'events[0].forMs=0 is outside 1 to'],
    [
      'an event of nobody',
      example(event({ replica: 4 })),
      'events[0].replica=4 is outside 1 to fleet.replicas (3)',
    ],
    [
      'an event after the end',
      example(event({ atMs: 10_000 })),
      'events[0].atMs=10000 is outside 0 to less than',
    ],
    [
      'an unknown status',
      example(event({ errorStatus: 'OOPS' })),
      'events[0].errorStatus="OOPS" is outside CANCELLED,',
    ],
    [
      'a factor out of range',
      example(event({ slowFactor: 0 })),
      'events[0].slowFactor=0 is outside 1 to 1000',
    ],
    ['a flag that is a number', example(event({ frozen: 1 })), 'events[0].frozen=1 is outside true, false'],
    [
      'a check without limit',
      example({ checks: [{ value: 'dropped', fromMs: 0, toMs: 1 }] }),
      'checks[0]={"value":"dropped"',
    ],
    ['a check with two limits', example(check({ min: 0.1 })), 'checks[0]={"value":"share"'],
    ['a share above 1', example(check({ max: 1.5 })), 'checks[0].max=1.5 is outside 0 to 1'],
    [
      'a share of nobody',
      example({ checks: [{ value: 'share', fromMs: 0, toMs: 1, max: 1 }] }),
      'checks[0].replica=nothing',
    ],
    [
      'a share of a stranger',
      example(check({ replica: 4 })),
      'checks[0].replica=4 is outside 1 to fleet.replicas (3)',
    ],
    [
      'errors of one replica',
      example(check({ value: 'errorFraction' })),
      'checks[0].replica=2 is outside errorFraction',
    ],
    [
      'a window that ends late',
      example(check({ toMs: 10_001 })),
      'checks[0].toMs=10001 is outside more than fromMs (0)',
    ],
    [
      'an empty window',
      example(check({ fromMs: 500, toMs: 500 })),
      'checks[0].toMs=500 is outside more than fromMs (500)',
    ],
    [
      'a repeated check',
      example({ checks: [0.5, 0.4].map(max => ({ value: 'p99Ms', fromMs: 0, toMs: 1, max })) }),
      'checks[1]=',
    ],
  ];
  for (const [what, value, line] of refusals) {
    it(`refuses ${what} with one line`, () => {
      assert.throws(
        () => parseScenario(value),
        (error: unknown) => {
          assert.ok(error instanceof ScenarioError);
          assert.ok(error.message.startsWith(`ERR_PREQUAL_SCENARIO: ${line}`), error.message);
          assert.ok(!error.message.includes('\n'));
          return true;
        },
      );
    });
  }
});
