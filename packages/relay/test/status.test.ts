// Which status follows from an HTTP status, and which from a reset?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodeName, statusOfHttp, statusOfReset } from '../src/status.ts';

test('HTTP statuses, as http-grpc-status-mapping has them', () => {
  const table: [number, number][] = [
    [400, 13],
    [401, 16],
    [403, 7],
    [404, 12],
    [429, 14],
    [431, 13],
    [502, 14],
    [503, 14],
    [504, 14],
    [200, 2],
    [204, 2],
    [302, 2],
    [418, 2],
    [500, 2],
  ];
  for (const [http, status] of table) assert.equal(statusOfHttp(http), status, String(http));
});

test('reset codes, as PROTOCOL-HTTP2 has them', () => {
  const named: Record<string, number> = {
    REFUSED_STREAM: 14,
    CANCEL: 1,
    ENHANCE_YOUR_CALM: 8,
    INADEQUATE_SECURITY: 7,
  };
  for (let code = 0; code < 14; code++) {
    const name = errorCodeName(code);
    assert.equal(statusOfReset(code), named[name] ?? 13, name);
  }
  assert.equal(errorCodeName(99), 'error code 99');
});
