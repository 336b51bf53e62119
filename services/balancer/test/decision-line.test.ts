// Which decisions can be replayed, and the words for those that cannot.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RuleName } from 'prequal';
import { whyNoReplay } from '../src/inspector/decision-line.ts';

const seen = {
  ...{ replica: 'a', rif: 1, reportedRif: 1, penalty: 0, latencyMs: 1, ageMs: 1, usesLeft: 1 },
  ...{ trial: false, hot: false, source: 'probe' as const },
};

const rows: [RuleName, string, number | null, RegExp | null][] = [
  ['cold', 'prequal', null, null],
  ['hot', 'prequal', null, null],
  ['fallback', 'prequal', null, /rule fallback picks without comparing/],
  ['baseline', 'linear', 2, /^linear compares scores/],
  ['baseline', 'round_robin', null, /^round_robin picks without a threshold/],
];

for (const [rule, policy, score, words] of rows) {
  it(`${policy}, ${rule}: ${words ?? 'can be replayed'}`, () => {
    const why = whyNoReplay({ rule, policy, candidates: [{ ...seen, score }] });
    if (words === null) assert.equal(why, null);
    else assert.match(why ?? '', words);
  });
}
