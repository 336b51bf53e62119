// What may one connection cost us? Every limit and window of the HTTP/2 sessions, set on purpose.

import type { ClientSessionOptions, ServerOptions } from 'node:http2';

/**
 * Bytes a peer may send on one stream before we pass them on: what a stalled stream makes us hold. Too small costs
 * throughput over long round trips (window per round trip), too large costs memory by stream. Node gives the
 * connection's window back at once, so that a stalled stream never stalls its neighbours.
 */
export const STREAM_WINDOW_BYTES = 128 * 1024;
export const CONNECTION_WINDOW_BYTES = 1024 * 1024;

/** Connections from clients at a time. */
export const MAX_CONNECTIONS = 10_000;
/** A connection that has not sent its preface and SETTINGS by then is closed. */
export const HANDSHAKE_MS = 10_000;
/** A client connection without a call for that long is asked to go (GOAWAY). */
export const IDLE_MS = 300_000;
/** Streams a client may reset at once, and then a second (rapid reset, CVE-2023-44487). */
export const RESET_BURST = 1_000;
export const RESETS_PER_SECOND = 200;

/** Establishing a TCP connection to a replica. */
export const CONNECT_TIMEOUT_MS = 1_000;
/** From there to the replica's SETTINGS: a starved replica accepts long before it speaks. */
export const SETTINGS_TIMEOUT_MS = 3_000;
/** Calls above the peer's MAX_CONCURRENT_STREAMS that may wait in one connection. */
export const MAX_WAITING_STREAMS = 100;
/**
 * Resets that one connection to a replica bears, at once and then a second; calls move to a new one in time. nghttp2's
 * servers, Node's among them, end a connection with all its calls after 1,000 and then 33 a second.
 */
export const UPSTREAM_RESET_BURST = 950;
export const UPSTREAM_RESETS_PER_SECOND = 30;

/** An answer that a client does not read is cut this long after it failed. */
export const UNREAD_ANSWER_MS = 1_000;

const COMMON = {
  strictSingleValueFields: false,
  strictFieldWhitespaceValidation: false,
  maxOutstandingPings: 10,
  maxSettings: 32,
  // Above what either side may send us plus what the director adds: a refused send would end the session.
  maxSendHeaderBlockLength: 256 * 1024,
} as const;

export const DOWNSTREAM_OPTIONS: ServerOptions = {
  ...COMMON,
  settings: {
    maxConcurrentStreams: 1_000,
    initialWindowSize: STREAM_WINDOW_BYTES,
    maxHeaderListSize: 16 * 1024,
  },
  // 100 fields and the four pseudo-headers.
  maxHeaderListPairs: 104,
  // Megabytes: 1,000 streams with full headers and a pending write each.
  maxSessionMemory: 96,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  // A second line: the relay counts resets itself and closes with the right code.
  streamResetBurst: 2 * RESET_BURST,
  streamResetRate: 2 * RESETS_PER_SECOND,
};

export const UPSTREAM_OPTIONS: ClientSessionOptions & { strictSingleValueFields: boolean } = {
  ...COMMON,
  settings: {
    enablePush: false,
    initialWindowSize: STREAM_WINDOW_BYTES,
    // An 8 KiB status message takes three times that when percent-encoded.
    maxHeaderListSize: 64 * 1024,
  },
  maxHeaderListPairs: 256,
  // Megabytes: every call of the balancer may go to one replica; running short would break answers.
  maxSessionMemory: 256,
};
