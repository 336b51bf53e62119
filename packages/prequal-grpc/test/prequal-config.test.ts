// What a service config may say, and that a wrong one never turns into another policy without a word.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { registerPrequal } from 'prequal-grpc';
import { clientDefaults, PrequalConfig } from '../src/prequal-config.ts';

const parse = (json: unknown) => new PrequalConfig(json, { ...clientDefaults, qRif: 0.5 }).parsed;
const ASYNC_ONLY = 'async: a gRPC picker is synchronous, no call can wait for probes of its own';

test('an option of the config comes before a default of the registration', () => {
  assert.deepEqual(parse({}), { options: { ...clientDefaults, qRif: 0.5 } });
  assert.deepEqual(parse({ qRif: 0.7, policy: 'least_loaded' }), {
    options: { ...clientDefaults, qRif: 0.7, policy: 'least_loaded' },
  });
});

const WRONG: readonly [unknown, string][] = [
  [{ qRif: 1.5 }, 'qRif=1.5 is outside 0 to 1'],
  [{ poolSize: 2.5 }, 'poolSize=2.5 is outside the integers 1 to 1024'],
  [{ policy: 'fastest' }, 'policy=fastest is outside prequal, random, '],
  [{ q_rif: 0.5 }, 'q_rif=0.5 is outside policy, mode, '],
  [{ mode: 'sync' }, `mode=sync is outside ${ASYNC_ONLY}`],
  [{ mode: 'auto' }, `mode=auto is outside ${ASYNC_ONLY}`],
  [null, "prequal=null is outside an object of the policy's options"],
  [[], 'prequal=[] is outside an object'],
  ['sync', 'prequal=sync is outside an object'],
];
for (const [json, says] of WRONG) {
  test(`${JSON.stringify(json)} is wrong, in one line`, () => {
    const parsed = parse(json);
    assert.ok('error' in parsed);
    assert.ok(parsed.error.message.startsWith(`ERR_PREQUAL_CONFIG: ${says}`), parsed.error.message);
    assert.doesNotMatch(parsed.error.message, /\n/);
  });
}

test('a wrong default is refused at once', () => {
  assert.throws(
    () => registerPrequal({ qRif: -1 }),
    /^Error: ERR_PREQUAL_CONFIG: qRif=-1 is outside 0 to 1$/,
  );
  assert.throws(() => registerPrequal({ mode: 'sync' }), new RegExp(ASYNC_ONLY));
});

test('grpc-js finds the policy, once registered, and gives its config back', () => {
  registerPrequal();
  const config = grpc.experimental.parseLoadBalancingConfig({ prequal: { rProbe: 2 } });
  assert.equal(config.getLoadBalancerName(), 'prequal');
  assert.deepEqual(config.toJsonObject(), { prequal: { rProbe: 2 } });
});
