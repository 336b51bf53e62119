// What does each `grpc-timeout` mean, and how is a remaining time written?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTimeout, parseTimeout } from '../src/deadline.ts';

test('every unit', () => {
  const table: [string, number | null][] = [
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['5S', 5_000],
    ['100m', 100],
    ['1500u', 1.5],
    ['2500000n', 2.5],
    ['0m', 0],
    ['99999999H', 99_999_999 * 3_600_000],
    ['00000001S', 1_000],
  ];
  for (const [text, ms] of table) assert.equal(parseTimeout(text), ms, text);
});

test('garbled values are never "no deadline"', () => {
  for (const text of [
    '',
    'S',
    '5',
    '5s',
    '5 S',
    ' 5S',
    '5S ',
    '-1S',
    '+1S',
    '1.5S',
    '123456789m',
    '5SS',
    '0x5S',
    '5h',
  ]) {
    assert.equal(parseTimeout(text), null, JSON.stringify(text));
  }
});

test('the finest unit that fits', () => {
  const table: [number, string][] = [
    [5_000, '5000000u'],
    [99_999.999, '99999999u'],
    [100_000, '100000m'],
    [99_999_999, '99999999m'],
    [100_000_000, '100000S'],
    [0.000_5, '500n'],
    [0.000_000_1, '1n'],
    [99_999_999 * 3_600_000, '99999999H'],
    [99_999_999 * 3_600_000 * 2, '99999999H'],
  ];
  for (const [ms, text] of table) assert.equal(formatTimeout(ms), text, String(ms));
});
