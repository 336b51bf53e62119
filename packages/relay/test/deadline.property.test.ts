// Does a remaining time survive being written and read, without growing?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatTimeout, parseTimeout } from '../src/deadline.ts';

const timeout = fc
  .tuple(fc.integer({ min: 1, max: 99_999_999 }), fc.constantFrom('H', 'M', 'S', 'm', 'u', 'n'))
  .map(([amount, unit]) => `${amount}${unit}`);

test('what was received and not used up yet comes back equal or smaller, and never 0', () => {
  fc.assert(
    fc.property(timeout, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (text, share) => {
      const receivedMs = parseTimeout(text) ?? Number.NaN;
      const leftMs = receivedMs * (1 - share);
      if (leftMs < 0.000_001) return;
      const sent = formatTimeout(leftMs);
      const sentMs = parseTimeout(sent) ?? Number.NaN;
      assert.match(sent, /^[1-9]\d{0,7}[HMSmun]$/);
      assert.ok(sentMs <= leftMs, `${sent} > ${leftMs} ms`);
      // Rounded down by less than a microsecond, or than the last of at least five digits.
      assert.ok(leftMs - sentMs <= Math.max(0.001, leftMs * 0.000_1), `${sent} far below ${leftMs} ms`);
    }),
    { numRuns: 2_000 },
  );
});

test('any other text is refused', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const valid = /^[0-9]{1,8}[HMSmun]$/.test(text);
      assert.equal(parseTimeout(text) !== null, valid);
    }),
  );
});
