import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEnvironment } from '../environment.ts';

describe('readEnvironment', () => {
  it('has the defaults of Compose, for empty variables too', () => {
    const expected = {
      targets: ['balancer:50050'],
      callsPerSecond: undefined,
      durationMs: undefined,
      controlUrls: ['http://backend-1:9902', 'http://backend-2:9902', 'http://backend-3:9902'],
      balancerAdmins: ['http://balancer:9901'],
      jaegerUrl: '',
      traceparentShare: 0,
      source: 'k6',
      recordCalls: false,
    };
    assert.deepEqual(readEnvironment({}), expected);
    assert.deepEqual(readEnvironment({ RATE: '', TARGET: '', TRACEPARENT_SHARE: '' }), expected);
  });

  it('reads what is set', () => {
    const read = readEnvironment({
      TARGET: 'a:1, b:2',
      RATE: '0.5',
      DURATION: '2m',
      BALANCER_ADMIN: 'http://a:9/, http://b:9',
      JAEGER_URL: 'http://j/',
    });
    assert.deepEqual(read.targets, ['a:1', 'b:2']);
    assert.equal(read.callsPerSecond, 0.5);
    assert.equal(read.durationMs, 120_000);
    assert.deepEqual(read.balancerAdmins, ['http://a:9', 'http://b:9']);
    assert.equal(read.jaegerUrl, 'http://j');
  });

  const durations = { '0': 0, '15': 15_000, '15s': 15_000, '1.5s': 1500, '500ms': 500, '1h': 3_600_000 };
  for (const [text, expectedMs] of Object.entries(durations)) {
    it(`reads a duration of ${text}`, () =>
      assert.equal(readEnvironment({ DURATION: text }).durationMs, expectedMs));
  }

  it('names the variable that is wrong', () => {
    assert.throws(
      () => readEnvironment({ RATE: 'fast' }),
      /ERR_PREQUAL_SCENARIO: RATE="fast" is outside 0.001 to/,
    );
    assert.throws(() => readEnvironment({ RATE: '0' }), /RATE="0"/);
    assert.throws(
      () => readEnvironment({ DURATION: 'long' }),
      /DURATION="long" is outside durations such as/,
    );
    assert.throws(
      () => readEnvironment({ TRACEPARENT_SHARE: '2' }),
      /TRACEPARENT_SHARE="2" is outside 0 to 1/,
    );
  });
});
