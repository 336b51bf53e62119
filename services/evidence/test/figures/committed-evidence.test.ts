// The evidence that is committed agrees with itself: the list of known deviations with the page, the page with the checks.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Answers } from '../../src/figures/answers.ts';
import { ALL_FIGURES } from '../../src/figures/catalogue.ts';
import { valueText } from '../../src/figures/check-line.ts';
import { readDeviations } from '../../src/figures/deviations.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const page = readFileSync(new URL('evidence/README.md', docs), 'utf8');
const deviations = readDeviations(new URL('deviations.json', docs));

/** Checks of the page with value and verdict: `| name | value | limit | verdict | claim |`. */
const rows = new Map(
  [...page.matchAll(/^\| (\w+_(?:min|max)) \| (\S+) \| \S+ \| ([^|]+) \|/gm)].map(
    ([, name = '', value = '', verdict = '']) => [name, { value, verdict }],
  ),
);

test('the page was made with the checks of now, and README has its numbers', () => {
  const names = ALL_FIGURES.flatMap(figure => figure.checks(new Answers([]))).map(({ name }) => name);
  const held = names.length - deviations.length;
  const standing = `**${names.length} checks: ${held} hold, ${deviations.length} known deviations.**`;
  assert.ok(page.includes(standing), standing);
  const told = `${deviations.length} checks of ${names.length} that do not hold`;
  assert.ok(readFileSync(new URL('../README.md', docs), 'utf8').includes(told), told);
  assert.deepEqual(
    [...rows.keys()].filter(name => !names.includes(name)),
    [],
  );
});

test('what the page calls a deviation is listed with the value that it shows, and nothing else is', () => {
  const shown = [...rows].filter(([, { verdict }]) => verdict !== 'holds');
  assert.deepEqual(
    shown.map(([name, { value, verdict }]) => [name, value, verdict]).sort(),
    deviations.map(({ check, measured }) => [check, valueText(measured), 'deviation']).sort(),
  );
});
