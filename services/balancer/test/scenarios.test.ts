import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Scenarios } from '../src/admin/scenarios.ts';

const steady = { scenario: 'steady', phase: 'run', forMs: 100 };

describe('Scenarios', () => {
  it('plays what was announced until it expires', () => {
    const scenarios = new Scenarios();
    scenarios.announce(steady, 0);
    assert.deepEqual(scenarios.playing(99), [{ scenario: 'steady', phase: 'run' }]);
    assert.deepEqual(scenarios.playing(100), []);
  });

  it('has one phase of each scenario, and ends it on request', () => {
    const scenarios = new Scenarios();
    scenarios.announce(steady, 0);
    scenarios.announce({ scenario: 'ramp', phase: 'step-1', forMs: 100 }, 1);
    scenarios.announce({ scenario: 'ramp', phase: 'step-2', forMs: 100 }, 2);
    assert.deepEqual(scenarios.playing(3), [
      { scenario: 'steady', phase: 'run' },
      { scenario: 'ramp', phase: 'step-2' },
    ]);
    scenarios.announce({ ...steady, forMs: 0 }, 4);
    assert.deepEqual(scenarios.playing(4), [{ scenario: 'ramp', phase: 'step-2' }]);
  });

  it('tells when a phase begins, once, and when the scenario is over, also when that is found late', () => {
    const told: [string, string | null, number][] = [];
    const scenarios = new Scenarios((...phase) => told.push(phase));
    scenarios.announce(steady, 0);
    scenarios.announce(steady, 50);
    scenarios.announce({ ...steady, phase: 'slow-2' }, 60);
    scenarios.announce({ ...steady, forMs: 0 }, 70);
    scenarios.announce({ ...steady, forMs: 0 }, 71);
    scenarios.announce(steady, 80);
    scenarios.announce(steady, 500);
    scenarios.playing(1000);
    assert.deepEqual(told, [
      ['steady', 'run', 0],
      ['steady', 'slow-2', 60],
      ['steady', null, 70],
      ['steady', 'run', 80],
      ['steady', null, 180],
      ['steady', 'run', 500],
      ['steady', null, 600],
    ]);
  });

  it('is bounded for any input: eight at once, five hundred names in all', () => {
    const scenarios = new Scenarios();
    const names = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      scenarios.announce({ scenario: `s${i}`, phase: 'run', forMs: 1000 }, 0);
      const playing = scenarios.playing(0);
      assert.ok(playing.length <= 8);
      for (const { scenario, phase } of playing) names.add(`${scenario} ${phase}`);
    }
    assert.equal(names.size, 501);
    assert.ok(names.has('_OTHER _OTHER'));
  });

  const wrong: [unknown, string][] = [
    [null, 'body'],
    [[steady], 'body'],
    ['steady', 'body'],
    [{}, 'forMs'],
    [{ ...steady, forMs: -1 }, 'forMs'],
    [{ ...steady, forMs: 3_600_001 }, 'forMs'],
    [{ ...steady, forMs: '5' }, 'forMs'],
    [{ ...steady, forMs: null }, 'forMs'],
    [{ ...steady, scenario: '' }, 'scenario'],
    [{ ...steady, scenario: 'a b' }, 'scenario'],
    [{ ...steady, scenario: 'a"}\n' }, 'scenario'],
    [{ ...steady, scenario: 'x'.repeat(65) }, 'scenario'],
    [{ ...steady, phase: 7 }, 'phase'],
    [{ ...steady, phase: '_OTHER' }, 'phase'],
    [{ ...steady, colour: 'red' }, 'colour'],
  ];
  for (const [body, field] of wrong) {
    it(`refuses ${JSON.stringify(body)}`, () => {
      const scenarios = new Scenarios();
      scenarios.announce(steady, 0);
      assert.throws(() => scenarios.announce(body, 1), { code: 'ERR_PREQUAL_CONFIG', field });
      assert.equal(scenarios.playing(1).length, 1);
    });
  }
});
