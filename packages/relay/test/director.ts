// A director as small as can be, for tests: every call goes to one upstream, once more to a second where allowed.

import { once } from 'node:events';
import {
  type AttemptEnd,
  createRelay,
  type Relay,
  type RelayCall,
  type RelayOptions,
  type Upstream,
} from '../src/index.ts';

export interface Harness {
  readonly relay: Relay;
  readonly port: number;
  readonly upstreams: readonly Upstream[];
  /** What the relay said, in order. */
  readonly ends: AttemptEnd[];
  readonly calls: RelayCall[];
  readonly states: { connected: boolean; cause: string; atMs: number }[];
  readonly protocolErrors: string[];
  /** Calls the relay has not closed yet. */
  openCalls: number;
  headersSeen: number;
  stop(): Promise<void>;
}

export interface HarnessOptions {
  readonly replayBytes?: number;
  readonly set?: Record<string, string>;
  readonly trailers?: readonly (readonly [string, string])[];
  /** Instead of forwarding. */
  readonly onCall?: (call: RelayCall, harness: Harness) => void;
  /** Wait until every upstream is connected; default true. */
  readonly wait?: boolean;
}

export async function startRelay(ports: readonly number[], options: HarnessOptions = {}): Promise<Harness> {
  const relayOptions: RelayOptions = {
    replayBytes: options.replayBytes ?? 65_536,
    nowMs: () => performance.now(),
    random: () => 0.5,
    onCall: call => {
      harness.calls.push(call);
      harness.openCalls += 1;
      call.onClose(() => {
        harness.openCalls -= 1;
      });
      call.trailers = () => options.trailers ?? [];
      if (options.onCall !== undefined) options.onCall(call, harness);
      else forward(call, harness, options.set ?? {});
    },
    onProtocolError: (_peer, message) => harness.protocolErrors.push(message),
  };
  const relay = createRelay(relayOptions);
  const states: Harness['states'] = [];
  const upstreams: Upstream[] = [];
  const harness: Harness = {
    relay,
    port: await relay.listen('127.0.0.1', 0),
    upstreams,
    ends: [],
    calls: [],
    states,
    protocolErrors: [],
    openCalls: 0,
    headersSeen: 0,
    stop: () => relay.close(),
  };
  for (const port of ports) {
    const onState = (connected: boolean, cause: string) => {
      states.push({ connected, cause, atMs: performance.now() });
    };
    upstreams.push(relay.connect({ host: '127.0.0.1', port, onState }));
  }
  if (options.wait ?? true) await until(() => upstreams.every(upstream => upstream.connected), 'connected');
  return harness;
}

/** Forwards to the upstreams in turn until one is reached. */
export function forward(
  call: RelayCall,
  harness: Harness,
  set: Record<string, string> = {},
  first = 0,
): void {
  const upstream = harness.upstreams[first];
  if (upstream === undefined) {
    call.refuse(14, 'no replica');
    return;
  }
  call.forward(upstream, set, {
    headers: () => {
      harness.headersSeen += 1;
    },
    end: end => {
      harness.ends.push(end);
      if (end.kind !== 'unreached') return;
      if (call.open && call.replayable && first + 1 < harness.upstreams.length) {
        forward(call, harness, set, first + 1);
      } else {
        call.refuse(14, end.message);
      }
    },
  });
}

/** Polls until `holds`, at most `ms`. */
export async function until(holds: () => boolean, what: string, ms = 3_000): Promise<void> {
  const endAtMs = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > endAtMs) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

export async function listening(server: Listener, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('no port');
  return Number(address.port);
}

interface Listener extends NodeJS.EventEmitter {
  listen(port: number, host: string): unknown;
  address(): unknown;
}
