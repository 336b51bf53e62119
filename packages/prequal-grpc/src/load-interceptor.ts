// When does a query begin and end on the wire? An interceptor that tells the replica's load and puts it on every answer.

import * as grpc from '@grpc/grpc-js';
import type { CallObserver, CallStart, ObserveCall } from './call-observer.ts';
import { onStreamClose } from './grpc-js-internals.ts';
import { methodKind } from './method-kind.ts';
import type { ServerLoad } from './server-load.ts';
import { loadTrailers } from './wire.ts';

type Call = grpc.ServerInterceptingCallInterface;
type Status = Parameters<Call['sendStatus']>[0];

/** Must be the interceptor next to the wire, so that statuses of other interceptors and of grpc-js itself pass it. */
export function loadInterceptor(
  load: ServerLoad,
  nowMs: () => number,
  observe: ObserveCall | undefined,
): grpc.ServerInterceptor {
  return ({ path }, call) => {
    const kind = methodKind(path);
    if (kind === 'query') return countQuery(call, path, load, observe);
    if (kind === 'probe' && observe !== undefined) {
      return observeProbe(call, observe({ kind, path, rif: load.rif }), nowMs);
    }
    return new grpc.ServerInterceptingCall(call);
  };
}

function countQuery(call: Call, path: string, load: ServerLoad, observe: ObserveCall | undefined) {
  const query = load.arrive();
  const start: CallStart = { kind: 'query', path, rif: query.rifAtArrival };
  const observer = observe?.(start);
  return watch(call, observer, (status, answer) => {
    const durationMs = query.end(statusName(status));
    if (durationMs === null) return;
    // After the end, so that the load on an answer leaves out the query that it answers.
    if (answer !== null) addTrailers(answer, load);
    observer?.end({ status: statusName(status), durationMs });
  });
}

function observeProbe(call: Call, observer: CallObserver, nowMs: () => number) {
  const arrivedAtMs = nowMs();
  let ended = false;
  return watch(call, observer, status => {
    if (ended) return;
    ended = true;
    observer.end({ status: statusName(status), durationMs: nowMs() - arrivedAtMs });
  });
}

/**
 * Calls `ended` with every status that leaves (`answer` is its metadata, to be added to), and with CANCELLED and null when
 * the stream closes, answered or not. Deadlines and malformed requests are answered by grpc-js itself, past the responder
 * of an interceptor, hence the wrapped method; a call cancelled before another interceptor let it start never hears of its
 * end, hence the stream.
 */
function watch(
  call: Call,
  observer: CallObserver | undefined,
  ended: (code: number, answer: grpc.Metadata | null) => void,
): grpc.ServerInterceptingCall {
  const sendStatus = call.sendStatus.bind(call);
  call.sendStatus = (status: Status) => {
    const metadata = status.metadata?.clone() ?? new grpc.Metadata();
    ended(status.code ?? grpc.status.UNKNOWN, metadata);
    sendStatus({ ...status, metadata });
  };
  const onCancel = () => ended(grpc.status.CANCELLED, null);
  onStreamClose(call, onCancel);
  return new grpc.ServerInterceptingCall(call, {
    start: next =>
      next({
        onReceiveMetadata: (metadata, pass) => {
          observer?.metadata?.(metadata);
          pass(metadata);
        },
        onCancel,
      }),
  });
}

function addTrailers(answer: grpc.Metadata, load: ServerLoad): void {
  for (const [name, value] of Object.entries(loadTrailers(load.report()))) answer.set(name, value);
}

function statusName(code: number): string {
  return grpc.status[code] ?? 'UNKNOWN';
}
