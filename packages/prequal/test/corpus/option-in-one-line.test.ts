// Past failures: an option named like a member of every object (`toString`) was known, with the range "undefined to undefined";
// a value with a line break made the error two lines; a value without a text form threw something else than PrequalConfigError.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOptions, mergeOptions, PrequalConfigError } from '../../src/options.ts';

function refusal(change: string): PrequalConfigError {
  try {
    mergeOptions(defaultOptions, JSON.parse(change));
  } catch (error) {
    if (error instanceof PrequalConfigError) return error;
    throw error;
  }
  throw new Error(`${change} was accepted`);
}

test('members of every object are no options', () => {
  for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
    const { message, range } = refusal(`{"${name}": 1}`);
    assert.match(message, new RegExp(`^ERR_PREQUAL_CONFIG: ${name}=1 is outside policy, mode,`));
    assert.ok(range.includes('qRif'));
  }
});

test('a refusal is one line whatever the value', () => {
  for (const value of [
    '"two\\nlines"',
    '"\\u2028"',
    '{"toString": 1}',
    '[1, [2]]',
    'null',
    '"a\\r\\nb\\tc"',
  ]) {
    const { message } = refusal(`{"policy": ${value}}`);
    assert.match(message, /^ERR_PREQUAL_CONFIG: policy=.* is outside prequal, random, [a-z0-9_, ]+$/);
    assert.doesNotMatch(message, /[\r\n\t\u2028\u2029]/);
  }
});
