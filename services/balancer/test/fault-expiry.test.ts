// A fault without an expiry gets one; what ends faults, and what asks for it, holds for good.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DEFAULT_FOR_MS, withExpiry } from '../src/inspector/fault-expiry.ts';

const rows: [string, unknown, unknown][] = [
  ['a fault gets the default', { slowFactor: 5 }, { slowFactor: 5, forMs: DEFAULT_FOR_MS }],
  ['its own expiry stays', { slowFactor: 5, forMs: 100 }, { slowFactor: 5, forMs: 100 }],
  ['a wrong one is for the backend to refuse', { frozen: true, forMs: -1 }, { frozen: true, forMs: -1 }],
  ['0 is for good', { slowFactor: 5, forMs: 0 }, { slowFactor: 5 }],
  [
    'an end is for good',
    { replica: 'a', slowFactor: 1, capacityCores: 4 },
    { replica: 'a', slowFactor: 1, capacityCores: 4 },
  ],
  ['less than all cores is a fault', { capacityCores: 1 }, { capacityCores: 1, forMs: DEFAULT_FOR_MS }],
  [
    'an end beside a fault',
    { frozen: false, stopped: true },
    { frozen: false, stopped: true, forMs: DEFAULT_FOR_MS },
  ],
  ['no object', [1], [1]],
];

for (const [name, body, sent] of rows) it(name, () => assert.deepEqual(withExpiry(body, 4), sent));
