// Load on the wire: what is written is read again, and nonsense is told apart from absence.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalidReason } from 'prequal';
import { loadTrailers, readLoadTrailers } from 'prequal-grpc';
import { fromProbeResponse, toProbeResponse } from '../src/wire.ts';

const RIF = 'x-prequal-rif';
const LATENCY = 'x-prequal-latency-us';

test('trailers without load are no report', () => {
  assert.equal(readLoadTrailers([]), null);
  assert.equal(readLoadTrailers(['grpc-status', '0', 'x-other', '5']), null);
});

test('RIF and latency are read, other trailers left alone', () => {
  assert.deepEqual(readLoadTrailers(['grpc-status', '0', RIF, '3', LATENCY, '1500']), {
    rif: 3,
    latencyMs: 1.5,
  });
  assert.deepEqual(readLoadTrailers([LATENCY, '0', RIF, '0']), { rif: 0, latencyMs: 0 });
});

test('a missing latency is unknown', () => {
  assert.deepEqual(readLoadTrailers([RIF, '7']), { rif: 7, latencyMs: null });
});

test('latency without RIF is invalid', () => {
  assert.equal(readLoadTrailers([LATENCY, '10']), 'invalid');
});

test('a value given twice is invalid', () => {
  assert.equal(readLoadTrailers([RIF, '1', RIF, '1']), 'invalid');
  assert.equal(readLoadTrailers([RIF, '1', LATENCY, '1', LATENCY, '2']), 'invalid');
});

for (const nonsense of [
  '',
  ' ',
  'NaN',
  '-1',
  '+1',
  '1.5',
  '1e99',
  '0x10',
  '9'.repeat(25),
  'Infinity',
  '1,2',
  '１',
  '1 ',
]) {
  test(`${JSON.stringify(nonsense)} is no number`, () => {
    assert.equal(readLoadTrailers([RIF, nonsense]), 'invalid');
    assert.equal(readLoadTrailers([RIF, '1', LATENCY, nonsense]), 'invalid');
  });
}

test('numbers that cannot be true are invalid', () => {
  assert.equal(readLoadTrailers([RIF, String(2 ** 32)]), 'invalid');
  assert.equal(readLoadTrailers([RIF, '1', LATENCY, String(86_400_000_001)]), 'invalid');
  assert.deepEqual(readLoadTrailers([RIF, '1', LATENCY, String(86_400_000_000)]), {
    rif: 1,
    latencyMs: 86_400_000,
  });
});

test('what loadTrailers writes, readLoadTrailers reads', () => {
  for (const load of [
    { rif: 0, latencyMs: null },
    { rif: 12, latencyMs: 0.001 },
    { rif: 4_000_000_000, latencyMs: 1234.567 },
  ]) {
    assert.deepEqual(readLoadTrailers(Object.entries(loadTrailers(load)).flat()), load);
  }
  assert.deepEqual(loadTrailers({ rif: 2, latencyMs: 12.3456 }), { [RIF]: '2', [LATENCY]: '12346' });
});

test('what toProbeResponse writes, fromProbeResponse reads', () => {
  for (const latencyMs of [null, 0, 12.345]) {
    const load = { rif: 4, latencyMs, draining: true };
    assert.deepEqual(fromProbeResponse(toProbeResponse(load, 'r1')), { load, replica: 'r1' });
  }
});

test('an empty probe response is an idle replica of unknown latency; one of 2^31 requests in flight is nonsense', () => {
  assert.deepEqual(fromProbeResponse({}), { load: { rif: 0, latencyMs: null }, replica: '' });
  assert.equal(invalidReason(fromProbeResponse({ rif: 2 ** 31 }).load), 'rif');
  assert.equal(invalidReason(fromProbeResponse({ rif: 2 ** 32 - 1 }).load), 'rif');
  assert.equal(invalidReason(fromProbeResponse({ latency_us: 2 ** 64 }).load), 'latency');
});
