import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultOut, jsonOf } from '../../src/compare/compare-output.ts';
import { reportHtml } from '../../src/compare/report-html.ts';
import { resultOf } from '../../src/compare/result.ts';
import { schedulesDiffer, validity } from '../../src/compare/validity.ts';
import { context, run, scenario } from './run-double.ts';

const role = (name: string, cores = 1) => ({ name, cores });
const rules = { roles: [role('generator'), role('balancer')], sameSchedule: true };
const failed = { atMs: 500, latencyMs: 5, status: 'UNAVAILABLE', replica: null };
const rounds = (policy: string, latencyMs: number) => [1, 2, 3].map(round => run(policy, round, latencyMs));
const runs = [...rounds('prequal', 60), ...rounds('least_loaded', 40), ...rounds('round_robin', 90)];
const policies = ['least_loaded', 'prequal', 'round_robin'];
const result = resultOf(runs, policies, scenario, rules);

describe('resultOf', () => {
  it('judges prequal against each other policy, without the calls of the warm-up', () => {
    assert.equal(result.subject, 'prequal');
    const p50 = result.claims?.filter(({ measure }) => measure === 'p50Ms');
    assert.deepEqual(
      p50?.map(({ other, outcome }) => [other, outcome]),
      [
        ['least_loaded', 'loses'],
        ['round_robin', 'wins'],
      ],
    );
    const [first] = result.policies;
    // Calls 2 to 9 of ten: ranks 4 of 8 at 40 + 5.
    assert.equal(first?.intervals.p50Ms?.mid, 45);
    assert.equal(first?.calls, 24);
    assert.deepEqual(
      first?.shares.map(share => share?.mid),
      [0.5, 0.5],
    );
    assert.equal(first?.intervals.rifSpread?.mid, 0.5);
    assert.deepEqual(first?.held, [{ name: 'dropped_max_0s_1s', limit: 0, rounds: 3 }]);
  });

  it('judges the first policy where prequal is not among them', () => {
    assert.equal(resultOf(rounds('random', 1), ['random'], scenario, rules).subject, 'random');
  });
});

describe('validity', () => {
  it('holds for runs with headroom, the same schedule and nothing dropped', () => {
    assert.deepEqual(
      validity(runs, rules).map(({ name, ok }) => [name, ok]),
      [
        ['dropped', true],
        ['generator_core_fraction', true],
        ['balancer_core_fraction', true],
        ['schedules_that_differ', true],
      ],
    );
  });

  it('fails for one dropped call, and for a generator over its bound', () => {
    const bad = [
      run('prequal', 1, 5, { dropped: 1 }),
      run('prequal', 2, 5, {
        processes: [
          { name: 'generator', coreFraction: 0.81 },
          { name: 'balancer', coreFraction: 0.1 },
        ],
      }),
    ];
    assert.deepEqual(
      validity(bad, { ...rules, sameSchedule: false }).map(({ name, value, ok }) => [name, value, ok]),
      [
        ['dropped', 1, false],
        ['generator_core_fraction', 0.81, false],
        ['balancer_core_fraction', 0.1, true],
      ],
    );
  });

  it('fails where a role was not measured, in one run or for one process', () => {
    const generator = { name: 'generator', coreFraction: 0.1 };
    const balancers = [null, 0.2].map((coreFraction, at) => ({ name: `balancer-${at + 1}`, coreFraction }));
    for (const processes of [[generator], [generator, ...balancers]]) {
      const checks = validity([run('prequal', 1, 5), run('prequal', 2, 5, { processes })], rules);
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [{ name: 'balancer_core_fraction', value: null, limit: 0.8, ok: false }],
      );
    }
  });

  it('takes a process that can use several cores by its share of them all', () => {
    const k6 = (coreFraction: number) => {
      const runs = [run('prequal', 1, 5, { processes: [{ name: 'k6', coreFraction }] })];
      return validity(runs, { roles: [role('k6', 2)], sameSchedule: false })[1];
    };
    assert.deepEqual(k6(1.6), { name: 'k6_core_fraction', value: 0.8, limit: 0.8, ok: true });
    assert.deepEqual(k6(1.62), { name: 'k6_core_fraction', value: 0.81, limit: 0.8, ok: false });
  });

  it('sees a policy that got another schedule in its round, not one in another round', () => {
    const shifted = run('b', 1, 5);
    const calls = shifted.calls.map(call => ({ ...call, atMs: call.atMs + 1 }));
    assert.equal(schedulesDiffer([run('a', 1, 5), run('b', 1, 9)]), 0);
    assert.equal(schedulesDiffer([run('a', 1, 5), { ...shifted, calls }]), 1);
    assert.equal(schedulesDiffer([run('a', 1, 5), { ...shifted, calls, round: 2 }]), 0);
    assert.equal(schedulesDiffer([run('a', 1, 5), { ...shifted, calls: [], dropped: 10 }]), 0);
  });
});

describe('the report', () => {
  const html = reportHtml(result, context);

  it('says losses before everything else, and none where there are none', () => {
    const at = (text: string) => html.indexOf(text);
    assert.ok(at('prequal loses to least_loaded in p50') > 0);
    assert.ok(at('Where prequal loses') < at('Where prequal wins'));
    assert.ok(at('Where prequal wins') < at('The numbers'));
    const won = resultOf(
      [...rounds('prequal', 10), ...rounds('random', 90)],
      ['prequal', 'random'],
      scenario,
      rules,
    );
    assert.match(reportHtml(won, context), /Where prequal loses<\/h2><p>Nowhere in these rounds/);
  });

  it('is one file: no script, nothing from elsewhere, text escaped', () => {
    assert.doesNotMatch(html, /<script|https?:|url\(|@import|<link|<img/);
    assert.match(html, /&lt;and no more&gt;/);
    assert.doesNotMatch(html, /NaN|undefined|Infinity/);
  });

  it('has a table beside every plot', () => {
    const figures = html.split('<div class="figure">').slice(1);
    assert.equal(figures.length, 4);
    for (const figure of figures) assert.match(figure, /<svg[\s\S]*<\/svg>[\s\S]*<table>/);
  });

  it('says when it was quick', () => {
    assert.match(reportHtml(result, { ...context, quick: true }), /\(quick\)[\s\S]*decide nothing/);
  });

  it('says of calls, seed and loads what its driver says', () => {
    assert.match(html, /from the time that a call was due,/);
    assert.match(html, /<td>1, one more each round; the same arrivals for every policy/);
    assert.match(html, /busier than 0.8 of a core, makes/);
    const processes = [{ name: 'k6', coreFraction: 1.2 }];
    const runs = [run('prequal', 1, 5, { processes, calls: [failed] })];
    const k6 = resultOf(runs, ['prequal'], scenario, { roles: [role('k6', 2)], sameSchedule: false });
    const words = { description: 'k6', callTime: 'began', loads: 'by docker stats' };
    const page = reportHtml(k6, { ...context, words, seed: null });
    assert.match(page, /from the time that a call began,[\s\S]*By the time at which a call began;/);
    assert.match(page, /busier than 0.8 of a core \(k6: of its 2 cores\),/);
    assert.match(page, /How busy each process was: by docker stats/);
    assert.match(page, /<td>120 %/);
    assert.match(page, /<td>none: arrivals are not drawn/);
    assert.doesNotMatch(page, /was due|event loop|same arrivals/);
  });

  it('says with which settings the fleet ran, beside those of the scenario', () => {
    assert.match(html, /<td>2 replicas of 1 cores, mean work 10 ms, 1 balancers<\/td>/);
    assert.match(html, /settings<\/th><td>defaults</);
    const fleet = { ...scenario.fleet, cores: 3, options: { qRif: 0.7 } };
    const page = reportHtml(result, { ...context, fleet });
    assert.match(page, /2 replicas of 3 cores, .*\(the scenario's: 1 cores, 10 ms\)/);
    assert.match(page, /settings<\/th><td>Q_RIF=0.7</);
    assert.deepEqual(JSON.parse(JSON.stringify(jsonOf(result, { ...context, fleet }, 'x'))).fleet, fleet);
  });

  it('has a name by default under which no other kind of run writes', () => {
    const names = ['local', 'k6'].flatMap(driver =>
      [false, true].map(quick => defaultOut('fleet', 'abc1234', { driver, quick })),
    );
    assert.deepEqual(
      names,
      ['', '-quick', '-k6', '-k6-quick'].map(end => `reports/fleet-abc1234${end}.html`),
    );
  });

  it('has the JSON of interfaces', () => {
    const json = JSON.parse(JSON.stringify(jsonOf(result, context, 'x.html')));
    assert.deepEqual([json.schema, json.ok, json.rounds], [1, true, 3]);
    const { calls, errors, dropped, p50Ms, shares } = json.policies.prequal;
    assert.deepEqual([calls, errors, dropped, p50Ms], [24, 0, 0, 65]);
    assert.deepEqual(shares, { '1': 0.5, '2': 0.5 });
  });
});
