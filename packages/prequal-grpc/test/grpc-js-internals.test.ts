// The hidden parts of grpc-js that are relied on are there: a release that moves them fails here, not in the field.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { addServerInterceptor, onStreamClose } from '../src/grpc-js-internals.ts';
import { bind, greeterService, HeldCalls, newClient, startCall } from './demo-server.ts';

test('an interceptor added to a server sees calls, next to the wire, and shows the stream', async () => {
  const seen: string[] = [];
  const named =
    (name: string): grpc.ServerInterceptor =>
    (_method, call) => {
      seen.push(`${name} ${onStreamClose(call, () => seen.push('closed'))}`);
      return new grpc.ServerInterceptingCall(call);
    };
  const own = [named('constructor')];
  const server = new grpc.Server({ interceptors: own });
  addServerInterceptor(server, named('added'));
  const held = new HeldCalls();
  server.addService(greeterService, held.handlers);
  const client = newClient(await bind(server));
  const call = startCall(client, 'SayHello', 2000);
  while (held.size === 0) await new Promise(setImmediate);
  held.release();
  assert.equal((await call.ended).code, grpc.status.OK);
  client.close();
  await new Promise(resolve => server.tryShutdown(resolve));
  assert.deepEqual(seen, ['added true', 'constructor false', 'closed']);
  assert.equal(own.length, 1, "the caller's own list is left alone");
});

test('a server without the list is refused with an error that says why', () => {
  const moved = Object.create(grpc.Server.prototype) as grpc.Server;
  assert.throws(
    () => addServerInterceptor(moved, (_m, call) => new grpc.ServerInterceptingCall(call)),
    /ERR_PREQUAL_GRPC_JS/,
  );
});
