// Weighted round robin is not judged by its blackout unawares.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blackoutRemark } from '../src/blackout-remark.ts';

test('who is measured without weights is named', () => {
  assert.match(
    blackoutRemark(['prequal', 'weighted_round_robin'], 5000) ?? '',
    /^weighted_round_robin: .* from 5 s on/,
  );
  assert.match(
    blackoutRemark(['grpc_js_wrr', 'weighted_round_robin'], 0) ?? '',
    /^grpc_js_wrr and weighted_round_robin:/,
  );
});

test('nobody is, where no weights are used or calls count after the blackout', () => {
  assert.equal(blackoutRemark(['prequal', 'round_robin'], 0), null);
  assert.equal(blackoutRemark(['weighted_round_robin'], 20_000), null);
});
