// What can a director do with a call besides forwarding it?

import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { test } from 'node:test';
import type { LocalAnswer } from '../src/index.ts';
import { forward, until } from './director.ts';
import { scene } from './scene.ts';
import { answer, call, message, unary, valuesOf } from './witness.ts';

const END_STREAM = 1;

test('refuse: one frame, the message encoded, the trailers added', async t => {
  const { client, witness } = await scene(t, () => {}, {
    trailers: [['x-prequal-trace-id', 'abc']],
    onCall: inbound => inbound.refuse(14, 'kein Abnehmer für 100 %'),
  });
  const got = await unary(client);
  assert.ok(got.flags & END_STREAM);
  assert.deepEqual(got.headers, [
    ':status',
    '200',
    'content-type',
    'application/grpc',
    'grpc-status',
    '14',
    'grpc-message',
    'kein Abnehmer f%C3%BCr 100 %25',
    'x-prequal-trace-id',
    'abc',
  ]);
  assert.equal(witness.seen.length, 0);
});

test('a local answer of two messages', async t => {
  const { client } = await scene(t, () => {}, {
    trailers: [['x-prequal-trace-id', 'abc']],
    onCall: inbound => {
      const local = inbound.answer();
      local.write(Buffer.from('one'));
      local.write(Buffer.from('two'));
      local.end(0);
    },
  });
  const got = await unary(client);
  assert.deepEqual(Buffer.concat(got.body), Buffer.concat([message('one'), message('two')]));
  assert.deepEqual(got.trailers, ['grpc-status', '0', 'x-prequal-trace-id', 'abc']);
});

test('a local answer without a message', async t => {
  const { client } = await scene(t, () => {}, { onCall: inbound => inbound.answer().end(5, 'no') });
  const got = await unary(client);
  assert.ok(got.flags & END_STREAM);
  assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['5']);
});

test('a watch stays open, hears of the client’s leaving, and of the deadline', async t => {
  const answers: LocalAnswer[] = [];
  const { client, harness } = await scene(t, () => {}, {
    onCall: inbound => {
      const local = inbound.answer();
      answers.push(local);
      local.write(Buffer.from('now'));
    },
  });
  const [left, timed] = [call(client), call(client, ['grpc-timeout', '150m'])];
  left.stream.end(message('x'));
  timed.stream.end(message('x'));
  await until(() => left.body.length === 1 && timed.body.length === 1, 'both answered');
  left.stream.close(constants.NGHTTP2_CANCEL);
  await until(() => harness.openCalls === 1, 'one left');
  answers[0]?.write(Buffer.from('into the void'));
  answers[0]?.end(0);
  await timed.closed;
  assert.deepEqual(valuesOf(timed.trailers, 'grpc-status'), ['4']);
});

test('the first message can be looked at, and the call still be forwarded whole', async t => {
  const seen: (string | null)[] = [];
  const { client, witness } = await scene(t, one => one.stream.on('end', () => answer(one.stream)), {
    onCall: (inbound, harness) => {
      void inbound.firstMessage(100).then(first => {
        seen.push(first === null ? null : String(first));
        forward(inbound, harness);
      });
    },
  });
  const whole = call(client);
  for (const byte of message('first')) whole.stream.write(Buffer.from([byte]));
  whole.stream.end(message('second'));
  await whole.closed;
  const expected = Buffer.concat([message('first'), message('second')]);
  assert.deepEqual(Buffer.concat(witness.seen[0]?.body ?? []), expected);
  const cases: [Buffer, string | null][] = [
    [message('x'.repeat(100)), 'x'.repeat(100)],
    [message('x'.repeat(101)), null],
    [message('zipped', 1), null],
    [message('cut').subarray(0, 6), null],
    [Buffer.alloc(0), null],
    [Buffer.alloc(3), null],
    [Buffer.concat([message(''), message('y')]), ''],
  ];
  for (const [sent] of cases) {
    const got = call(client);
    got.stream.end(sent);
    await got.closed;
    assert.deepEqual(Buffer.concat(witness.seen.at(-1)?.body ?? []), sent);
  }
  assert.deepEqual(seen, ['first', ...cases.map(([, first]) => first)]);
});

test('a first message that never comes ends with the call', async t => {
  let first: Buffer | null | undefined;
  const { client } = await scene(t, () => {}, {
    onCall: inbound => {
      void inbound.firstMessage(100).then(value => {
        first = value;
      });
    },
  });
  const got = call(client, ['grpc-timeout', '100m']);
  got.stream.write(Buffer.alloc(2));
  await got.closed;
  assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['4']);
  await until(() => first !== undefined, 'resolved');
  assert.equal(first, null);
});

test('two answers to one call are a mistake of the director’s', async t => {
  const errors: string[] = [];
  const { client } = await scene(t, one => one.stream.on('end', () => answer(one.stream)), {
    onCall: (inbound, harness) => {
      forward(inbound, harness);
      for (const again of [
        () => inbound.refuse(14, ''),
        () => inbound.answer(),
        () => forward(inbound, harness),
      ]) {
        assert.throws(again, error => error instanceof Error && errors.push(error.message) > 0);
      }
    },
  });
  const got = await unary(client);
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0']);
  assert.equal(errors.length, 3);
});
