// The body of POST /control: what is legal, field by field.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestError } from 'program';
import { readControl } from '../src/control-request.ts';

const NAMES = ['r-1', 'r-2'];

const LEGAL: readonly [string, unknown, ReturnType<typeof readControl>][] = [
  ['one fault for good', { slowFactor: 10 }, { replica: null, forMs: null, change: { slowFactor: 10 } }],
  ['for a time', { frozen: true, forMs: 500 }, { replica: null, forMs: 500, change: { frozen: true } }],
  [
    'one replica',
    { replica: 'r-2', stopped: false },
    { replica: 'r-2', forMs: null, change: { stopped: false } },
  ],
  [
    'all at once',
    {
      slowFactor: 1,
      errorFraction: 0,
      errorStatus: 'INTERNAL',
      frozen: false,
      stopped: false,
      capacityCores: 0.01,
    },
    {
      replica: null,
      forMs: null,
      change: {
        slowFactor: 1,
        errorFraction: 0,
        errorStatus: 'INTERNAL',
        frozen: false,
        stopped: false,
        capacityCores: 0.01,
      },
    },
  ],
  [
    'the upper ends',
    { slowFactor: 1000, errorFraction: 1, capacityCores: 1024, forMs: 86_400_000 },
    { replica: null, forMs: 86_400_000, change: { slowFactor: 1000, errorFraction: 1, capacityCores: 1024 } },
  ],
];
for (const [name, body, expected] of LEGAL) {
  test(`legal: ${name}`, () => assert.deepEqual(readControl(body, NAMES), expected));
}

const ILLEGAL: readonly [unknown, string][] = [
  [{ slowFactor: 0.99 }, 'slowFactor'],
  [{ slowFactor: 1001 }, 'slowFactor'],
  [{ slowFactor: '10' }, 'slowFactor'],
  [{ slowFactor: null }, 'slowFactor'],
  [{ slowFactor: Number.NaN }, 'slowFactor'],
  [{ errorFraction: -0.1 }, 'errorFraction'],
  [{ errorFraction: 1.1 }, 'errorFraction'],
  [{ errorStatus: 'OK' }, 'errorStatus'],
  [{ errorStatus: 14 }, 'errorStatus'],
  [{ errorStatus: 'unavailable' }, 'errorStatus'],
  [{ frozen: 1 }, 'frozen'],
  [{ stopped: 'true' }, 'stopped'],
  [{ capacityCores: 0 }, 'capacityCores'],
  [{ capacityCores: 1025 }, 'capacityCores'],
  [{ frozen: true, forMs: 0 }, 'forMs'],
  [{ frozen: true, forMs: 86_400_001 }, 'forMs'],
  [{ frozen: true, forMs: '5s' }, 'forMs'],
  [{ frozen: true, replica: 'r-3' }, 'replica'],
  [{ frozen: true, replica: 1 }, 'replica'],
  [{ frozen: true, speed: 2 }, 'speed'],
  [{ frozen: true, toString: 2 }, 'toString'],
  [JSON.parse('{"__proto__": 1, "frozen": true}'), '__proto__'],
  [{}, 'body'],
  [{ forMs: 5 }, 'body'],
  [{ replica: 'r-1' }, 'body'],
  [[], 'body'],
  [null, 'body'],
  ['frozen', 'body'],
  [7, 'body'],
];
for (const [body, field] of ILLEGAL) {
  test(`illegal: ${JSON.stringify(body)}`, () => {
    assert.throws(
      () => readControl(body, NAMES),
      error => {
        assert.ok(error instanceof RequestError);
        assert.equal(error.status, 400);
        assert.equal(error.fields.code, 'ERR_PREQUAL_CONFIG');
        assert.equal(error.fields.field, field);
        assert.ok('value' in error.fields);
        assert.equal(typeof error.fields.range, 'string');
        return true;
      },
    );
  });
}
