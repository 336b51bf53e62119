// What of grpc-js is touched that its types hide? All of it stands here, with an error that says so when a release moves
// it. Checked with the pinned version by test/grpc-js-internals.test.ts.

import type * as grpc from '@grpc/grpc-js';

const INTERCEPTORS = 'interceptors';

/**
 * Puts `interceptor` next to the wire, before those given to the server's constructor: the answers of all others pass it.
 * grpc-js takes interceptors in the constructor only, keeps them in a private field and reads it for each call.
 */
export function addServerInterceptor(server: grpc.Server, interceptor: grpc.ServerInterceptor): void {
  const present: unknown = Reflect.get(server, INTERCEPTORS);
  if (!Array.isArray(present)) {
    throw new Error(
      'ERR_PREQUAL_GRPC_JS: this grpc-js Server keeps no list of interceptors; prequal-grpc is made for @grpc/grpc-js 1.14',
    );
  }
  // A new list: the present one may be the caller's own, given to several servers.
  Reflect.set(server, INTERCEPTORS, [interceptor, ...present]);
}

/** Calls `closed` when the HTTP/2 stream under `call` has closed; false when `call` shows none. */
export function onStreamClose(call: grpc.ServerInterceptingCallInterface, closed: () => void): boolean {
  const stream: unknown = Reflect.get(call, 'stream');
  if (typeof stream !== 'object' || stream === null || !('once' in stream)) return false;
  if (typeof stream.once !== 'function') return false;
  stream.once('close', closed);
  return true;
}
