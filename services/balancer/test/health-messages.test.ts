// The health messages that the balancer reads and writes itself.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeHealthService, encodeHealthResponse } from '../src/calls/health-messages.ts';

it('writes HealthCheckResponse', () => {
  assert.deepEqual([...encodeHealthResponse('SERVING')], [8, 1]);
  assert.deepEqual([...encodeHealthResponse('NOT_SERVING')], [8, 2]);
});

it('reads the service name, and leaves what it cannot read to others', () => {
  const name = (bytes: number[]) => decodeHealthService(Buffer.from(bytes));
  assert.equal(name([]), '');
  assert.equal(name([0x0a, 0]), '');
  assert.equal(name([0x0a, 2, 0x61, 0x62]), 'ab');
  for (const bytes of [
    [0x0a],
    [0x0a, 3, 0x61],
    [0x0a, 1, 0x61, 0],
    [0x12, 0],
    [0x0a, 200, 1],
    [0x1f, 0x8b, 8],
  ]) {
    assert.equal(name(bytes), null, bytes.join());
  }
});
