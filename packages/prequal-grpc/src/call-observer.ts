// What can be watched of each call that a server takes? For the server's own metrics and spans; balancing needs none of it.

import type { Metadata } from '@grpc/grpc-js';

/** A query is the user's work and counts in RIF; a probe asks for the load and does not. */
export type CallKind = 'query' | 'probe';

export interface CallStart {
  readonly kind: CallKind;
  /** Path, `/pkg.Service/Method`; always one that the server has registered. */
  readonly path: string;
  /** RIF at arrival, a query itself included. */
  readonly rif: number;
}

export interface CallEnd {
  /** gRPC status name; CANCELLED where the client left before an answer. */
  readonly status: string;
  /** From receipt to the status. */
  readonly durationMs: number;
}

/** Told of one call: `metadata` at most once, then `end` exactly once. Must not throw. */
export interface CallObserver {
  metadata?(metadata: Metadata): void;
  end(end: CallEnd): void;
}

/** Called when a query or a probe arrives. Health checks and reflection are not told of. */
export type ObserveCall = (start: CallStart) => CallObserver;
