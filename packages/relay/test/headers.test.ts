// Which headers pass, in which order, in which form?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeGrpcMessage } from '../src/grpc-message.ts';
import { firstValue, groupByName, grpcStatus, isGrpc, passedReply, passedRequest } from '../src/headers.ts';

test('a request keeps everything but what is the connection’s and ours', () => {
  const sent = [':method', 'POST', ':path', '/a/B', ':authority', 'x', ':scheme', 'http'];
  const kept = ['a', '1', 'te', 'trailers', 'a', '2', 'b-bin', 'AA', 'grpc-encoding', 'gzip'];
  const dropped = [
    'connection',
    'a',
    'keep-alive',
    '5',
    'proxy-connection',
    'x',
    'transfer-encoding',
    'chunked',
  ];
  const more = [
    'upgrade',
    'h2c',
    'http2-settings',
    'AA',
    'te',
    'gzip',
    'x-prequal-rif',
    '0',
    'x-prequal-anything',
    '1',
  ];
  assert.deepEqual(passedRequest([...sent, ...kept, ...dropped, ...more], {}), [...sent, ...kept]);
});

test('what is set replaces every value of that name', () => {
  const passed = passedRequest([':authority', 'x', 'traceparent', 'old', 'a', '1', 'traceparent', 'older'], {
    Traceparent: 'new',
    'grpc-timeout': '5S',
  });
  assert.deepEqual(passed, [':authority', 'x', 'a', '1', 'traceparent', 'new', 'grpc-timeout', '5S']);
});

test('host stands in for a missing authority', () => {
  assert.deepEqual(passedRequest(['host', 'h'], {}), ['host', 'h', ':authority', 'h']);
  assert.deepEqual(passedRequest(['host', 'h', ':authority', 'a'], {}), ['host', 'h', ':authority', 'a']);
});

test('a reply loses the load trailers', () => {
  const raw = ['a', '1', 'x-prequal-rif', '2', 'grpc-status', '0', 'x-prequal-latency-us', '9', 'a', '0'];
  assert.deepEqual(passedReply(raw), ['a', '1', 'grpc-status', '0', 'a', '0']);
});

test('grouping keeps the order within a name, also of names that objects treat specially', () => {
  const groups = groupByName(['a', '1', '__proto__', 'p', 'b', '2', 'a', '3', '1', 'x', 'constructor', 'c']);
  assert.deepEqual(
    Object.entries(groups)
      .map(([name, values]) => [name, ...values])
      .sort(),
    [
      ['1', 'x'],
      ['__proto__', 'p'],
      ['a', '1', '3'],
      ['b', '2'],
      ['constructor', 'c'],
    ],
  );
});

test('grpc-status', () => {
  assert.equal(grpcStatus([]), null);
  assert.equal(grpcStatus(['grpc-status', '14']), 14);
  assert.equal(grpcStatus(['grpc-status', 'fourteen']), 2);
  assert.equal(grpcStatus(['grpc-status', '']), 2);
  assert.equal(firstValue(['a', '1', 'a', '2'], 'a'), '1');
});

test('content types of gRPC, and others', () => {
  for (const type of [
    'application/grpc',
    'application/grpc+proto',
    'application/grpc;charset=x',
    'Application/gRPC',
  ]) {
    assert.ok(isGrpc(type), type);
  }
  for (const type of [
    undefined,
    '',
    'application/grpc-web',
    'application/grpc-web+proto',
    'application/json',
    'text/html',
  ]) {
    assert.ok(!isGrpc(type), type);
  }
});

test('a message of ours is percent-encoded', () => {
  assert.equal(encodeGrpcMessage('plain text, 5 of 5!'), 'plain text, 5 of 5!');
  assert.equal(encodeGrpcMessage('100 % café\n'), '100 %25 caf%C3%A9%0A');
});
