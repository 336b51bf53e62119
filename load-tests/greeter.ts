// How does a virtual user of k6 call the Greeter? One connection for its whole life; who served is read from the reply.

import exec from 'k6/execution';
import grpc from 'k6/net/grpc';
import { CALL_TIMEOUT_MS } from './load-plan.ts';
import { servedBy } from './reply.ts';

/** How a call ended. */
export interface Answer {
  readonly ok: boolean;
  /** gRPC status as a number; 14, unavailable, where no connection could be made. */
  readonly status: number;
  /** Name of the replica that served; null when nobody can be named. */
  readonly replica: string | null;
}

const METHOD = 'helloworld.Greeter/SayHello';
const WARNINGS_PER_USER = 1;

const client = new grpc.Client();
client.load(['../proto'], 'helloworld.proto');
let connected = false;
let warnings = 0;

/** Calls once. A connection that cannot be made is a failed call, tried again with the next one. */
export function sayHello(targets: readonly string[], traceparentShare: number): Answer {
  try {
    connect(targets);
    const metadata = Math.random() < traceparentShare ? { traceparent: traceparent() } : {};
    const reply = client.invoke(METHOD, { name: 'k6' }, { metadata, timeout: CALL_TIMEOUT_MS });
    if (reply.status !== grpc.StatusOK) {
      warn(`call failed with status ${reply.status}: ${JSON.stringify(reply.error)}`);
      return { ok: false, status: reply.status, replica: null };
    }
    const name = servedBy(String((reply.message as { message?: unknown }).message));
    return { ok: true, status: reply.status, replica: name };
  } catch (error) {
    warn(String(error));
    return { ok: false, status: grpc.StatusUnavailable, replica: null };
  }
}

/** Virtual users spread evenly over the targets. */
function connect(targets: readonly string[]): void {
  if (connected) return;
  const target = targets[exec.vu.idInTest % targets.length];
  if (target === undefined) throw new Error('TARGET names no balancer');
  client.connect(target, { plaintext: true, timeout: CALL_TIMEOUT_MS });
  connected = true;
}

/** A sampled trace that starts here, as W3C has it. Its root span is never exported: k6 has no exporter for it. */
function traceparent(): string {
  return `00-${hex(32)}-${hex(16)}-01`;
}

function hex(digits: number): string {
  let text = '';
  while (text.length < digits) text += Math.floor(Math.random() * 16).toString(16);
  return text;
}

/** The first failure of each virtual user is shown; thousands of equal lines would hide everything else. */
function warn(line: string): void {
  warnings += 1;
  if (warnings <= WARNINGS_PER_USER) console.warn(line);
}
