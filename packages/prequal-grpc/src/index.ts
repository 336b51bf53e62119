// The public surface of the gRPC adapter: one call for a server, one for a client, the prober, the wire format.

export type { CallEnd, CallKind, CallObserver, CallStart, ObserveCall } from './call-observer.ts';
export type { InstrumentedServer, InstrumentOptions } from './instrument-server.ts';
export { instrumentServer } from './instrument-server.ts';
export type { Hold } from './load-interceptor.ts';
export type { ProbeDirection, ProbeResult, ProbeTarget } from './prober.ts';
export { failureOf, Prober } from './prober.ts';
export { registerPrequal } from './register-prequal.ts';
export { LATENCY_TRAILER, loadTrailers, PROBE_PATH, RIF_TRAILER, readLoadTrailers } from './wire.ts';
