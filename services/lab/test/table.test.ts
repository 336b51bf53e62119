import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headline } from '../src/headline.ts';
import { Screen } from '../src/screen.ts';
import { reportFrom, reportOfViews } from '../src/summary.ts';
import { type NamedView, plainLine, tableLines } from '../src/table.ts';

const named: NamedView = {
  balancer: 'balancer',
  view: {
    rules: { cold: 90, hot: 0, fallback: 3 },
    replicas: [
      {
        replica: 'a:1',
        state: 'available',
        inFlight: 1,
        rif: 2,
        latencyMs: 61.4,
        calls: 60,
        errors: 0,
        share: 0.6,
        p50Ms: 8.25,
        p99Ms: 180,
      },
      {
        replica: 'a:2',
        state: 'set_aside',
        inFlight: 0,
        rif: null,
        latencyMs: null,
        calls: 40,
        errors: 20,
        share: null,
        p50Ms: null,
        p99Ms: null,
      },
    ],
  },
};
const nameOf = (id: string) => id.replace('a:', 'backend-');

/** What stands on a terminal of `columns`, or in a file, as it was written. */
function screen(isTTY: boolean, noColour = false, columns = 200) {
  const written: string[] = [];
  return { written, screen: new Screen({ isTTY, columns, write: text => written.push(text) }, noColour) };
}

describe('the table', () => {
  it('has a row for each replica and the rules below', () => {
    const lines = tableLines(named, nameOf);
    assert.deepEqual(
      lines.map(({ text, style }) => [style, text.trim().split(/ {2,}/)]),
      [
        ['head', ['balancer', 'state', 'RIF', 'estimate', 'share', 'p50', 'p99', 'errors']],
        ['plain', ['backend-1', 'available', '2', '61 ms', '60.0 %', '8.3 ms', '180 ms', '0']],
        ['warn', ['backend-2', 'set_aside', '-', '-', '-', '-', '-', '20']],
        ['plain', ['picks by rule: cold 90, fallback 3']],
      ],
    );
  });

  it('says when a balancer does not answer', () => {
    assert.deepEqual(tableLines({ balancer: 'b', view: null }, nameOf), [
      { text: 'b does not answer', style: 'warn' },
    ]);
    assert.equal(plainLine({ balancer: 'b', view: null }, nameOf), 'b does not answer');
  });

  it('is one line without escapes where there is no terminal', () => {
    assert.equal(
      plainLine(named, nameOf),
      'backend-1 available: RIF 2, estimate 61 ms, share 60.0 %, p50 8.3 ms, p99 180 ms; backend-2 set_aside: RIF -, estimate -, share -, p50 -, p99 -; picks by rule: cold 90, fallback 3',
    );
  });
});

describe('a large fleet', () => {
  it('is one line that says what stands out', () => {
    const [row] = named.view?.replicas ?? [];
    assert.ok(row !== undefined);
    const replicas = Array.from({ length: 9 }, (_, at) => ({
      ...row,
      replica: `a:${at + 1}`,
      rif: at,
      share: at / 36,
    }));
    assert.equal(
      plainLine({ balancer: 'balancer-1', view: { rules: { cold: 1 }, replicas } }, nameOf),
      'balancer-1: 9 available; RIF 0 to 8; share 0.0 % (backend-1) to 22.2 % (backend-9); p99 up to 180 ms; errors 0; picks by rule: cold 1',
    );
  });
});

describe('Screen', () => {
  const warning = { text: 'careful', style: 'warn' } as const;

  it('draws a block over the last one, with colour', () => {
    const { screen: terminal, written } = screen(true);
    terminal.draw([warning, { text: 'b', style: 'plain' }]);
    terminal.draw([warning]);
    terminal.say('bye');
    assert.deepEqual(written, [
      '\u001b[33mcareful\u001b[0m\nb\n',
      '\u001b[2A\u001b[J\u001b[33mcareful\u001b[0m\n',
      '\u001b[1A\u001b[Jbye\n',
    ]);
  });

  it('has no colour with NO_COLOR, and cuts lines that would wrap', () => {
    const { screen: terminal, written } = screen(true, true, 6);
    terminal.draw([warning]);
    assert.deepEqual(written, ['caref\n']);
  });

  it('keeps the block lower than the terminal', () => {
    const written: string[] = [];
    const low = new Screen({ isTTY: true, rows: 5, write: text => written.push(text) }, true);
    low.draw(Array.from({ length: 9 }, (_, at) => ({ text: String(at), style: 'plain' })));
    assert.deepEqual(written, ['0\n1\n2\n... 6 lines more\n']);
  });

  it('writes no escapes where there is no terminal', () => {
    const { screen: file, written } = screen(false);
    file.say('a');
    file.say('b');
    assert.deepEqual(written, ['a\n', 'b\n']);
  });
});

describe('headline', () => {
  const scenario = {
    name: 'antagonist',
    description: 'One slow.',
    seed: 1,
    warmupMs: 0,
    durationMs: 60_000,
    load: [{ atMs: 0, callsPerSecond: 60 }],
    fleet: { replicas: 3, balancers: 1, cores: 4, workMeanMs: 50, work: 'clipped_normal' as const },
    events: [{ atMs: 20_000, forMs: 20_000, replica: 2, slowFactor: 10 }],
    checks: [],
  };

  it('says the time left, the load and what is in force', () => {
    assert.equal(headline(scenario, 12_000), '12 s of 60 s, 48 s left: antagonist, 60 calls/s');
    assert.equal(
      headline(scenario, 32_000),
      '32 s of 60 s, 28 s left: antagonist, 60 calls/s; replica 2 slowFactor 10 for 8 s more',
    );
    const others = [1, 3].map(replica => ({ atMs: 20_000, forMs: 20_000, replica, slowFactor: 10 }));
    assert.equal(
      headline({ ...scenario, events: [...scenario.events, ...others] }, 32_000),
      '32 s of 60 s, 28 s left: antagonist, 60 calls/s; 3 replicas slowFactor 10 for 8 s more',
    );
    assert.equal(
      headline({ ...scenario, durationMs: Number.POSITIVE_INFINITY, events: [] }, 5000),
      '5 s: antagonist, 60 calls/s',
    );
    assert.equal(headline(null, 5000), '5 s: no load');
  });
});

describe('the summary', () => {
  it('reads the report from the last line of the load, and nothing else', () => {
    assert.equal(reportFrom(''), null);
    assert.equal(reportFrom('Error: no'), null);
    assert.equal(reportFrom('{"schema":1,"ok":true,"checks":[],"policies":{},"seed":1}')?.ok, true);
  });

  it('adds up what several balancers counted', () => {
    const { policies, ok } = reportOfViews('prequal', [named, named], nameOf, 1);
    const run = policies.prequal;
    assert.equal(ok, true);
    assert.deepEqual([run?.calls, run?.errors], [200, 40]);
    assert.deepEqual(run?.shares, { 'backend-1': 0.75, 'backend-2': 0.25 });
  });
});
