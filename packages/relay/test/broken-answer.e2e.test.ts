// What does a client get when a replica's answer breaks off, or is none?

import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { errorCodeName, STATUS, statusOfReset } from '../src/status.ts';
import { until } from './director.ts';
import { scene } from './scene.ts';
import { call, message, type Seen, unary, valuesOf } from './witness.ts';

const RESETS = [
  constants.NGHTTP2_NO_ERROR,
  constants.NGHTTP2_PROTOCOL_ERROR,
  constants.NGHTTP2_INTERNAL_ERROR,
  constants.NGHTTP2_CANCEL,
  constants.NGHTTP2_ENHANCE_YOUR_CALM,
  constants.NGHTTP2_INADEQUATE_SECURITY,
];

const begin = (seen: Seen) => {
  seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
  seen.stream.write(message('part'));
};

/** A reset without END_STREAM before it, whatever Node's `close` thinks. */
const reset = (seen: Seen, code: number) => {
  seen.stream.close(code);
  seen.stream.destroy();
};

test('a reset before the answer: trailers-only with the mapped status, and no second attempt', async t => {
  let code = 0;
  const { client, witness, harness } = await scene(t, seen => reset(seen, code));
  for (code of RESETS) {
    const got = await unary(client);
    assert.deepEqual(
      valuesOf(got.headers, 'grpc-status'),
      [String(statusOfReset(code))],
      errorCodeName(code),
    );
    assert.ok(valuesOf(got.headers, 'grpc-message')[0]?.includes(errorCodeName(code)));
  }
  assert.equal(witness.seen.length, RESETS.length);
  assert.deepEqual(new Set(harness.ends.map(end => end.kind)), new Set(['broken']));
});

test('a reset in the middle of the answer: trailers with the mapped status', async t => {
  const codes = [...RESETS, constants.NGHTTP2_REFUSED_STREAM];
  let code = 0;
  const { client, witness, harness } = await scene(t, seen => {
    const now = code;
    begin(seen);
    setTimeout(() => reset(seen, now), 20);
  });
  for (code of codes) {
    const got = await unary(client);
    assert.deepEqual(Buffer.concat(got.body), message('part'), errorCodeName(code));
    // Node shows a reset without an error as the end of the stream: an answer without trailers.
    const status = code === constants.NGHTTP2_NO_ERROR ? STATUS.UNKNOWN : statusOfReset(code);
    assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), [String(status)], errorCodeName(code));
  }
  assert.equal(witness.seen.length, codes.length);
  assert.deepEqual(new Set(harness.ends.map(end => end.kind)), new Set(['broken']));
});

test('the connection is lost before and during the answer: UNAVAILABLE, no second attempt', async t => {
  const { client, witness, harness } = await scene(t, seen => {
    if (witness.seen.length === 2) begin(seen);
  });
  const calls = [call(client), call(client)];
  for (const got of calls) got.stream.end(message('x'));
  await until(() => calls[1]?.body.length === 1, 'one is being answered');
  for (const socket of witness.sockets) socket.destroy();
  await Promise.all(calls.map(got => got.closed));
  assert.deepEqual(valuesOf(calls[0]?.headers ?? [], 'grpc-status'), ['14']);
  assert.deepEqual(valuesOf(calls[1]?.trailers ?? [], 'grpc-status'), ['14']);
  assert.equal(witness.seen.length, 2);
  assert.deepEqual(new Set(harness.ends.map(end => end.kind)), new Set(['broken']));
  assert.ok(harness.states.some(({ cause }) => /closed the connection|connection lost/.test(cause)));
});

test('answers that are not gRPC’s', async t => {
  const table: [string[], string, string][] = [
    [[':status', '503', 'content-type', 'text/html'], '14', 'HTTP 503'],
    [[':status', '404', 'content-type', 'text/html'], '12', 'HTTP 404'],
    [[':status', '401'], '16', 'HTTP 401'],
    [[':status', '200', 'content-type', 'text/html'], '2', 'text/html'],
    [[':status', '200'], '2', 'without content-type'],
  ];
  let headers: string[] = [];
  let endStream = false;
  const { client } = await scene(t, seen => {
    seen.stream.respond(headers, { endStream });
    if (!endStream) seen.stream.end('<html>');
  });
  for (endStream of [false, true]) {
    for (const [sent, status, words] of table) {
      headers = [...sent];
      const got = await unary(client);
      assert.equal(valuesOf(got.headers, ':status')[0], '200');
      assert.deepEqual(valuesOf(got.headers, 'grpc-status'), [status], sent.join(' '));
      assert.ok(valuesOf(got.headers, 'grpc-message')[0]?.includes(words), got.headers.join(' '));
    }
  }
});

test('a grpc-status that was received wins over the HTTP status', async t => {
  const { client, harness } = await scene(t, seen =>
    seen.stream.respond([':status', '503', 'content-type', 'application/grpc', 'grpc-status', '9'], {
      endStream: true,
    }),
  );
  const got = await unary(client);
  assert.deepEqual(valuesOf(got.headers, ':status'), ['503']);
  assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['9']);
  assert.equal(harness.ends[0]?.kind === 'answered' && harness.ends[0].status, 9);
});

test('missing trailers', async t => {
  let status: string[] = [];
  const { client } = await scene(t, seen => {
    seen.stream.respond([':status', '200', 'content-type', 'application/grpc', ...status], {
      endStream: status.length > 0,
    });
    if (status.length === 0) seen.stream.end(message('all'));
  });
  const got = await unary(client);
  assert.deepEqual(Buffer.concat(got.body), message('all'));
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['2']);
  status = ['k', 'v'];
  const headersOnly = await unary(client);
  assert.deepEqual(valuesOf(headersOnly.headers, 'grpc-status'), ['2']);
});

test('an HTTP status outside of what can be sent on', async t => {
  const { client } = await scene(t, seen =>
    seen.stream.respond([':status', '599', 'grpc-status', '3'], { endStream: true }),
  );
  const got = await unary(client);
  assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['3']);
});
