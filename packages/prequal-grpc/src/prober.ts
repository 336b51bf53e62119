// How loaded is that replica? Asks, and says what came of it. When to ask and what to believe is its caller's business.

import * as grpc from '@grpc/grpc-js';
import { type InvalidReason, invalidReason, type LoadReport, type ProbeFailure } from 'prequal';
import { loadReporterService } from './proto.ts';
import { fromProbeResponse, PROBE_PATH } from './wire.ts';

export type ProbeTarget = {
  /** Replica id; a channel is kept for each. */
  readonly replica: string;
} & (
  | { readonly host: string; readonly port: number }
  /** A channel of the caller's, used as it is and never closed. */
  | { readonly channel: grpc.ChannelInterface }
);

/** What came of a probe. */
export type ProbeResult =
  | {
      readonly kind: 'ok';
      readonly load: LoadReport;
      /** Name that the replica gave itself. */
      readonly replica: string;
    }
  | {
      /**
       * timeout: our deadline passed. error: another status, from the server where `answered`, else from a connection
       * that failed. invalid: not a report, or one that cannot be true. unimplemented: the server has no probe service.
       */
      readonly kind: 'timeout' | 'error' | 'invalid' | 'unimplemented';
      readonly message: string;
      readonly answered: boolean;
      /** Which part of an undecodable or impossible report. */
      readonly reason?: InvalidReason | 'undecodable';
    };

/** What a policy is told of a probe that brought no report. */
export function failureOf(result: Exclude<ProbeResult, { kind: 'ok' }>): ProbeFailure {
  return result.kind === 'error' && !result.answered ? 'unreached' : result.kind;
}

/** request: a probe that was handed to its channel. response: a message that came, whatever it said. */
export type ProbeDirection = 'request' | 'response';

export interface ProberOptions {
  /** Read at each probe, so that it may change at run time. */
  readonly timeoutMs: () => number;
  /** Told of each message's bytes with gRPC's prefix; what HTTP/2 adds is not known here. */
  readonly onBytes?: (direction: ProbeDirection, bytes: number) => void;
}

interface Channel {
  /** The address, or the channel of the caller's. */
  readonly via: string | grpc.ChannelInterface;
  readonly client: grpc.Client;
  readonly calls: Set<grpc.ClientUnaryCall>;
}

const CHANNEL_OPTIONS: grpc.ChannelOptions = {
  'grpc.enable_http_proxy': 0,
  'grpc.use_local_subchannel_pool': 1,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
};

const REQUEST = Buffer.alloc(0);
/** A flag and the length before every message on the wire. */
const PREFIX_BYTES = 5;
const asBytes = (bytes: Buffer): Buffer => bytes;

/** Probes over one channel per replica. */
export class Prober {
  readonly #timeoutMs: () => number;
  readonly #onBytes: (direction: ProbeDirection, bytes: number) => void;
  readonly #channels = new Map<string, Channel>();
  #closed = false;

  constructor({ timeoutMs, onBytes = () => {} }: ProberOptions) {
    this.#timeoutMs = timeoutMs;
    this.#onBytes = onBytes;
  }

  /** Asks once. Never rejects. `metadata` goes with the probe (trace context, say). */
  probe(target: ProbeTarget, metadata: Readonly<Record<string, string>> = {}): Promise<ProbeResult> {
    if (this.#closed)
      return Promise.resolve({ kind: 'error', message: 'the prober is closed', answered: false });
    return new Promise(resolve => {
      try {
        this.#send(target, metadata, resolve);
      } catch (error) {
        resolve({
          kind: 'error',
          message: error instanceof Error ? error.message : String(error),
          answered: false,
        });
      }
    });
  }

  /** Ends the probes of `replica` and closes the channel to it; a later probe opens another. */
  forget(replica: string): void {
    const channel = this.#channels.get(replica);
    if (channel === undefined) return;
    this.#channels.delete(replica);
    for (const call of channel.calls) call.cancel();
    if (typeof channel.via === 'string') channel.client.close();
  }

  /** Closes every channel; probes in flight end as errors. Idempotent. */
  close(): void {
    this.#closed = true;
    for (const replica of this.#channels.keys()) this.forget(replica);
  }

  #send(
    target: ProbeTarget,
    metadata: Readonly<Record<string, string>>,
    resolve: (result: ProbeResult) => void,
  ): void {
    const timeoutMs = this.#timeoutMs();
    let headers = false;
    const outgoing = new grpc.Metadata();
    for (const [name, value] of Object.entries(metadata)) outgoing.set(name, value);
    let timer: NodeJS.Timeout | undefined;
    const channel = this.#channelTo(target);
    const done = (error: grpc.ServiceError | null, bytes?: Buffer): void => {
      clearTimeout(timer);
      channel.calls.delete(call);
      if (bytes !== undefined) this.#onBytes('response', bytes.length + PREFIX_BYTES);
      if (error === null) resolve(decode(bytes));
      else resolve(failure(error, headers || Object.keys(error.metadata?.getMap() ?? {}).length > 0));
    };
    const call = channel.client.makeUnaryRequest(PROBE_PATH, asBytes, asBytes, REQUEST, outgoing, done);
    channel.calls.add(call);
    this.#onBytes('request', REQUEST.length + PREFIX_BYTES);
    call.on('metadata', () => {
      headers = true;
    });
    // Resolved before the cancel, of which a call that waits for its credentials does not hear.
    const expire = (): void => {
      resolve({ kind: 'timeout', message: `no answer in ${timeoutMs} ms`, answered: false });
      call.cancel();
    };
    // A timer of ours rather than gRPC's deadline, which goes by the wall clock. One turn of the loop is left after it for
    // an answer that lies in the socket while the loop was busy.
    timer = setTimeout(() => setImmediate(expire), timeoutMs);
  }

  #channelTo(target: ProbeTarget): Channel {
    const { replica } = target;
    const via = 'channel' in target ? target.channel : addressOf(target);
    const present = this.#channels.get(replica);
    if (present?.via === via) return present;
    this.forget(replica);
    const options = typeof via === 'string' ? CHANNEL_OPTIONS : { channelOverride: via };
    const address = typeof via === 'string' ? via : via.getTarget();
    const client = new grpc.Client(address, grpc.credentials.createInsecure(), options);
    const channel = { via, client, calls: new Set<grpc.ClientUnaryCall>() };
    this.#channels.set(replica, channel);
    return channel;
  }
}

function addressOf({ host, port }: { host: string; port: number }): string {
  return `dns:///${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function failure(error: grpc.ServiceError, answered: boolean): ProbeResult {
  const message = `${grpc.status[error.code] ?? error.code}: ${error.details}`;
  if (error.code === grpc.status.UNIMPLEMENTED) return { kind: 'unimplemented', message, answered: true };
  return { kind: 'error', message, answered };
}

function decode(bytes: Buffer | undefined): ProbeResult {
  try {
    const { load, replica } = fromProbeResponse(
      loadReporterService.Probe.responseDeserialize(bytes ?? REQUEST),
    );
    const reason = invalidReason(load);
    if (reason === null) return { kind: 'ok', load, replica };
    return { kind: 'invalid', message: `the report cannot be true: ${reason}`, answered: true, reason };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      kind: 'invalid',
      message: `the report is no ProbeResponse: ${message}`,
      answered: true,
      reason: 'undecodable',
    };
  }
}
