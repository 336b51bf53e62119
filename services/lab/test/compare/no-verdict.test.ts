import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonOf, summaryText } from '../../src/compare/compare-output.ts';
import { reportHtml } from '../../src/compare/report-html.ts';
import { resultOf } from '../../src/compare/result.ts';
import type { RunRecord } from '../../src/compare/run-record.ts';
import { context, run, scenario } from './run-double.ts';

const policies = ['prequal', 'round_robin', 'random', 'least_loaded'];
const rules = {
  roles: [
    { name: 'generator', cores: 1 },
    { name: 'balancer', cores: 1 },
  ],
  sameSchedule: true,
};
const generator = { name: 'generator', coreFraction: 0.2 };

/** Prequal wins, loses and neither in every measure, but for the last run, which `change` may spoil. */
function compared(change: Partial<RunRecord> = {}) {
  const rounds = (policy: string, latencyMs: number) => [1, 2].map(round => run(policy, round, latencyMs));
  const runs = [...rounds('prequal', 60), ...rounds('round_robin', 90), ...rounds('random', 60)];
  const last = [run('least_loaded', 1, 40), run('least_loaded', 2, 40, change)];
  return resultOf([...runs, ...last], policies, scenario, rules);
}

const spoilt: readonly (readonly [string, Partial<RunRecord>, string])[] = [
  ['a call was dropped', { dropped: 1 }, 'FAIL  dropped: 1 (limit 0)'],
  [
    'the generator was saturated',
    {
      processes: [
        { name: 'generator', coreFraction: 0.95 },
        { name: 'balancer', coreFraction: 0.1 },
      ],
    },
    'FAIL  generator_core_fraction: 0.95 (limit 0.8)',
  ],
  [
    'a process was not measured',
    { processes: [generator] },
    'FAIL  balancer_core_fraction: nothing measured (limit 0.8)',
  ],
  [
    'a policy got another schedule',
    { calls: run('least_loaded', 2, 40).calls.map(call => ({ ...call, atMs: call.atMs + 1 })) },
    'FAIL  schedules_that_differ: 1 (limit 0)',
  ],
];

const VERDICT = /\bwins?\b|\bloses\b|\bbeats\b|do not differ|no difference|undecided|do not decide/i;

describe('a comparison that is not valid', () => {
  for (const [why, change, failure] of spoilt) {
    it(`has no verdict where ${why}, and names the check on terminal and page`, () => {
      const result = compared(change);
      const name = /FAIL {2}(\w+):/.exec(failure)?.[1];
      assert.equal(result.claims, null);
      const text = summaryText(result, context, 'x.html').split('\n');
      assert.equal(text[0], `no verdict: not valid by ${name}`);
      assert.ok(text.includes(failure), text.join('\n'));
      assert.doesNotMatch(text.join('\n'), VERDICT);
      const main = mainOf(reportHtml(result, context));
      assert.match(main, /<h1>Comparison of policies: double \(not valid\)<\/h1>/);
      assert.match(main, /not valid: there is no verdict/);
      assert.ok(main.includes(`<li>${failure}</li>`));
      assert.doesNotMatch(main, VERDICT);
      assert.doesNotMatch(main, /class="(verdict|claims)/);
      const json = JSON.parse(JSON.stringify(jsonOf(result, context, 'x.html')));
      assert.deepEqual([json.ok, json.claims], [false, null]);
      assert.ok(json.checks.some((check: { name: string; ok: boolean }) => check.name === name && !check.ok));
    });
  }

  it('keeps its numbers, marked not valid', () => {
    const result = compared({ dropped: 1 });
    const main = mainOf(reportHtml(result, context));
    assert.match(main, /<h2>The numbers, not valid<\/h2>[\s\S]*<td>65 ms<\/td>/);
    assert.equal(result.policies[0]?.intervals.p50Ms?.mid, 65);
  });

  it('differs from a valid one in that alone: the same runs unspoilt have a verdict', () => {
    const result = compared();
    const text = summaryText(result, context, 'x.html');
    assert.match(
      text,
      /^loses prequal loses to least_loaded in p50: [\s\S]*\nwins {2}prequal beats round_robin in p50: /,
    );
    const main = mainOf(reportHtml(result, context));
    assert.match(main, /class="verdict"[\s\S]*Where prequal loses[\s\S]*Where prequal wins/);
    assert.doesNotMatch(`${text}${main}`, /not valid|no verdict:/);
    const json = JSON.parse(JSON.stringify(jsonOf(result, context, 'x.html')));
    assert.deepEqual([json.ok, json.claims.length], [true, 15]);
  });
});

/** The page without its style sheet, which names the classes of a verdict. */
function mainOf(html: string): string {
  return html.slice(html.indexOf('<main>'));
}
