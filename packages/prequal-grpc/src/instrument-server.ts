// What does a Node gRPC server need so that Prequal can balance over it? One call: load, trailers, probe, health.

import type * as grpc from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { EstimatorName } from 'prequal';
import type { ObserveCall } from './call-observer.ts';
import { addServerInterceptor } from './grpc-js-internals.ts';
import { type Hold, loadInterceptor } from './load-interceptor.ts';
import { loadReporterService, type ProbeResponseMessage } from './proto.ts';
import { ServerLoad } from './server-load.ts';
import { toProbeResponse } from './wire.ts';

export interface InstrumentOptions {
  /** Name that the replica gives in its probe replies; default none. */
  readonly replica?: string;
  /** Default scaled. */
  readonly estimator?: EstimatorName;
  /** Time without a completion after which the latency is unknown, above 0; default that of `createEstimator`. */
  readonly sampleMaxAgeMs?: number;
  /**
   * For how many milliseconds the replica's whole capacity has been in use since any fixed time, for the utilization in its
   * reports; null leaves that out. Default the active time of the event loop, of which a Node process has one.
   */
  readonly busyMs?: (() => number) | null;
  /** Monotonic milliseconds; default performance.now. */
  readonly nowMs?: () => number;
  /** Whether to add grpc.health.v1; default true. False for servers that have their own. */
  readonly health?: boolean;
  /** Told of every query and probe, for the server's metrics and spans. */
  readonly observe?: ObserveCall;
  /** Fault injection: given each step towards an answer of any call, probes and health included; default runs it at once. */
  readonly hold?: Hold;
}

export interface InstrumentedServer {
  /** Queries in flight. */
  readonly rif: number;
  /** Latency of a query that arrives now; null = unknown. */
  estimateMs(): number | null;
  /** Whether probes and health say that no new queries are wanted. Changes nothing for queries. */
  setDraining(draining: boolean): void;
}

/**
 * Makes `server` report its load, whatever services it has or gets later, bound or not. Throws when it has been instrumented
 * before, has a health service of its own and `health` is not false, or is not the server of a grpc-js known here.
 */
export function instrumentServer(server: grpc.Server, options: InstrumentOptions = {}): InstrumentedServer {
  const { replica = '', estimator = 'scaled', sampleMaxAgeMs, busyMs = loopActiveMs } = options;
  const { nowMs = () => performance.now() } = options;
  const load = new ServerLoad({
    estimator,
    busyMs,
    nowMs,
    ...(sampleMaxAgeMs === undefined ? {} : { sampleMaxAgeMs }),
  });
  const health = options.health === false ? null : new HealthImplementation({ '': 'SERVING' });
  server.addService(loadReporterService, {
    Probe: (_call: unknown, answer: grpc.sendUnaryData<ProbeResponseMessage>) =>
      answer(null, toProbeResponse(load.report(), replica)),
  });
  health?.addToServer(server);
  // Last: a server that refuses a service is left uncounted.
  addServerInterceptor(server, loadInterceptor({ ...options, load, nowMs }));
  return {
    get rif() {
      return load.rif;
    },
    estimateMs: () => load.estimateMs(),
    setDraining: draining => {
      load.draining = draining;
      health?.setStatus('', draining ? 'NOT_SERVING' : 'SERVING');
    },
  };
}

function loopActiveMs(): number {
  return performance.eventLoopUtilization().active;
}
