// The seam between carrying calls and deciding about them. The relay moves bytes; its director chooses and watches.
//
// The relay knows no policy, no metrics and no spans; the director never sees a frame.

/** Headers as they came: name, value, name, value, in order, duplicates kept. */
export type RawHeaders = readonly string[];

/** Why an attempt certainly did not reach the application. */
export type UnreachedReason = 'connect' | 'refused' | 'goaway';

/** How one attempt at one upstream ended. */
export type AttemptEnd =
  /** The upstream's answer was passed on whole; `status` is its `grpc-status`. */
  | { readonly kind: 'answered'; readonly status: number; readonly trailers: RawHeaders }
  /** The application never saw the call: the director may `forward` again (if `call.replayable`) or must `refuse`. */
  | { readonly kind: 'unreached'; readonly reason: UnreachedReason; readonly message: string }
  /** The answer broke off, or was none of gRPC's; the client was given `status`, mapped from HTTP or the reset. */
  | { readonly kind: 'broken'; readonly status: number; readonly message: string }
  /** The call's deadline passed: the client was given DEADLINE_EXCEEDED, the upstream a cancel. */
  | { readonly kind: 'deadline' }
  /** The client went away: the upstream was given a cancel. */
  | { readonly kind: 'cancelled' };

/** One inbound call. Exactly one of `forward`, `refuse` and `answer` is in force at a time. */
export interface RelayCall {
  /** `/package.Service/Method` as sent. */
  readonly path: string;
  /** All request headers but the pseudo-headers, as they came. */
  readonly headers: RawHeaders;
  readonly receivedAtMs: number;
  /** From `grpc-timeout`, on the clock of `nowMs`; null = none. */
  readonly deadlineAtMs: number | null;
  /** True until the client went away, the deadline passed or the answer was given. */
  readonly open: boolean;
  /** Whether what the client sent so far is all still kept, so that it can be sent again. */
  readonly replayable: boolean;
  /** First value of a request header. */
  header(name: string): string | undefined;
  /** Trailers to add to the answer, whoever gives it; called once, when the answer ends. */
  trailers: () => readonly (readonly [string, string])[];
  /**
   * Sends the call to `upstream`. `set` replaces or adds request headers. `onEnd` is called exactly once. `onHeaders`
   * is called when the response headers arrive: from then on the call is not retried.
   */
  forward(
    upstream: Upstream,
    set: Readonly<Record<string, string>>,
    on: { headers?(): void; end(end: AttemptEnd): void },
  ): void;
  /** Ends the call with a trailers-only answer (HTTP 200). */
  refuse(status: number, message: string): void;
  /** The first message of the request without its 5-byte prefix, at most `limit` bytes (else null); it stays forwardable. */
  firstMessage(limit: number): Promise<Buffer | null>;
  /** Answers here instead of forwarding. */
  answer(): LocalAnswer;
  /** Called once when the call is over for the client, whoever ended it. */
  onClose(listener: () => void): void;
}

/** An answer given by the relay's owner. */
export interface LocalAnswer {
  /** Sends one message, prefixed here. */
  write(message: Uint8Array): void;
  end(status: number, message?: string): void;
}

/** One replica's connection; reconnects by itself (100 ms doubling to 1 s, jittered) until closed. */
export interface Upstream {
  readonly connected: boolean;
  /** Address of the peer in use, for `network.peer.*`; null while disconnected. */
  readonly peer: { readonly address: string; readonly port: number } | null;
  /** Lets calls in flight finish, then closes; idempotent. */
  close(): void;
}

export interface UpstreamOptions {
  readonly host: string;
  readonly port: number;
  /** Called on every change, with its cause in words. */
  onState(connected: boolean, cause: string): void;
}

export interface RelayOptions {
  /** Bytes of a request kept until its response headers arrive, for the one retry. */
  readonly replayBytes: number;
  /** Monotonic clock in milliseconds. */
  readonly nowMs: () => number;
  /** Uniform in [0, 1), for backoff jitter. */
  readonly random: () => number;
  /** A call's headers arrived: choose. */
  onCall(call: RelayCall): void;
  /** A client connection was closed because of what it sent, in words. */
  onProtocolError(peer: string, message: string): void;
}

export interface Relay {
  /** Starts accepting on host and port (0 = any); resolves with the port. Rejects with the system's error. */
  listen(host: string, port: number): Promise<number>;
  connect(options: UpstreamOptions): Upstream;
  /** GOAWAY to every client, then waits for open calls, at most `timeoutMs`; what is left then gets UNAVAILABLE. */
  drain(timeoutMs: number): Promise<void>;
  /** Closes everything at once; idempotent. */
  close(): Promise<void>;
}
