// When does a query begin and end on the wire? An interceptor that tells the replica's load and puts it on every answer.

import * as grpc from '@grpc/grpc-js';
import type { LoadReport } from 'prequal';
import type { CallObserver, ObserveCall } from './call-observer.ts';
import { onStreamClose } from './grpc-js-internals.ts';
import { methodKind } from './method-kind.ts';
import type { QueryInFlight, ServerLoad } from './server-load.ts';
import { loadTrailers } from './wire.ts';

type Call = grpc.ServerInterceptingCallInterface;
type Status = Parameters<Call['sendStatus']>[0];

/** Runs a step towards an answer, at once or later. */
export type Hold = (step: () => void) => void;

export interface LoadInterceptorOptions {
  readonly load: ServerLoad;
  readonly nowMs: () => number;
  readonly observe?: ObserveCall;
  readonly hold?: Hold;
}

/** Called with a status that leaves and its metadata, to be added to; or with CANCELLED and null when the stream closes. */
type Ended = (code: number, answer: grpc.Metadata | null) => void;

/** Must be the interceptor next to the wire, so that statuses of other interceptors and of grpc-js itself pass it. */
export function loadInterceptor(options: LoadInterceptorOptions): grpc.ServerInterceptor {
  const { load, nowMs, observe, hold } = options;
  return ({ path }, call) => {
    const kind = methodKind(path);
    if (kind === 'query') {
      const query = load.arrive();
      const observer = observe?.({ kind, path, rif: query.rifAtArrival });
      return watch(call, hold, observer, countQuery(query, observer));
    }
    const observer = kind === 'probe' ? observe?.({ kind, path, rif: load.rif }) : undefined;
    if (observer === undefined && hold === undefined) return new grpc.ServerInterceptingCall(call);
    return watch(call, hold, observer, observeEnd(observer, nowMs));
  };
}

function countQuery(query: QueryInFlight, observer: CallObserver | undefined): Ended {
  return (code, answer) => {
    const status = statusName(code);
    const end = query.end(status);
    if (end === null) return;
    if (answer !== null) addTrailers(answer, end.load);
    observer?.end({ status, durationMs: end.durationMs });
  };
}

function observeEnd(observer: CallObserver | undefined, nowMs: () => number): Ended {
  const arrivedAtMs = nowMs();
  let ended = false;
  return code => {
    if (ended) return;
    ended = true;
    observer?.end({ status: statusName(code), durationMs: nowMs() - arrivedAtMs });
  };
}

/**
 * Tells of a call's end at least once. Deadlines and malformed requests are answered by grpc-js itself, past the responder
 * of an interceptor, hence the wrapped method; a call that is cancelled before another interceptor let it start never
 * hears of its end, hence the stream.
 */
function watch(
  call: Call,
  hold: Hold | undefined,
  observer: CallObserver | undefined,
  ended: Ended,
): grpc.ServerInterceptingCall {
  const sendStatus = call.sendStatus.bind(call);
  const answer = (status: Status) => {
    const metadata = status.metadata?.clone() ?? new grpc.Metadata();
    ended(status.code ?? grpc.status.UNKNOWN, metadata);
    sendStatus({ ...status, metadata });
  };
  call.sendStatus = hold === undefined ? answer : status => hold(() => answer(status));
  const onCancel = () => ended(grpc.status.CANCELLED, null);
  onStreamClose(call, onCancel);
  const listener: grpc.ServerListener = {
    onReceiveMetadata: (metadata, next) => {
      observer?.metadata?.(metadata);
      next(metadata);
    },
    onCancel,
  };
  if (hold === undefined) return new grpc.ServerInterceptingCall(call, { start: next => next(listener) });
  return new grpc.ServerInterceptingCall(call, {
    start: next => hold(() => next(listener)),
    sendMetadata: (metadata, next) => hold(() => next(metadata)),
    sendMessage: (message, next) => hold(() => next(message)),
  });
}

function addTrailers(answer: grpc.Metadata, load: LoadReport): void {
  for (const [name, value] of Object.entries(loadTrailers(load))) answer.set(name, value);
}

function statusName(code: number): string {
  return grpc.status[code] ?? 'UNKNOWN';
}
