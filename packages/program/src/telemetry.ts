// How spans leave this process: OpenTelemetry's SDK over OTLP/gRPC, on only where an endpoint is set. Never in the way
// of a call, whatever the collector does. Knows no span of its own.

import { createRequire } from 'node:module';
import { DiagLogLevel, diag, type Tracer, trace } from '@opentelemetry/api';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { PrequalConfigError } from 'prequal';
import { createLog, type Log } from './log.ts';

/** Who emits the spans: resource attributes, over which OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win. */
export interface TelemetryService {
  readonly name: string;
  readonly instanceId: string;
  readonly version: string;
}

export interface Telemetry {
  /** Null while tracing is off. */
  readonly tracer: Tracer | null;
  /** Spans lost so far: not taken by the collector, or not kept for it. */
  dropped(): number;
  /** Sends what is left, for two seconds at most; idempotent, never rejects. */
  shutdown(): Promise<void>;
}

type Exporter = NonNullable<NodeSDKConfiguration['traceExporter']>;

const SHUTDOWN_MS = 2000;
const QUIET_MS = 60_000;
const EXPORTED = 0;

/** Whether OTEL_* ask for traces. */
function isOn(env: NodeJS.ProcessEnv): boolean {
  return (
    (env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '') !== '' &&
    env.OTEL_SDK_DISABLED?.trim().toLowerCase() !== 'true' &&
    env.OTEL_TRACES_EXPORTER !== 'none'
  );
}

/** What no exporter could reach is a slip: it ends the program at start, as every wrong setting does. */
function checkEndpoint(endpoint: string): void {
  if (endpoint === '' || /^(https?:\/\/[^\s/]+\S*|[^\s/:]+:\d+)$/.test(endpoint)) return;
  throw new PrequalConfigError(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    endpoint,
    'http://..., https://... or host:port',
  );
}

/**
 * Starts tracing where OTEL_EXPORTER_OTLP_ENDPOINT is set. The SDK is loaded here, not above: it costs a process without
 * an endpoint nothing. Throws PrequalConfigError on an endpoint that is none. No instrumentation, no metrics, no logs: with nothing said it would send all three.
 */
export function startTelemetry(service: TelemetryService, log: Log = createLog('warn')): Telemetry {
  checkEndpoint(process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '');
  if (!isOn(process.env)) return { tracer: null, dropped: () => 0, shutdown: async () => {} };
  let lost = 0;
  const lose = (spans: number) => {
    lost += spans;
  };
  const load = createRequire(import.meta.url);
  const { NodeSDK } = load('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
  const { OTLPTraceExporter } = load(
    '@opentelemetry/exporter-trace-otlp-grpc',
  ) as typeof import('@opentelemetry/exporter-trace-otlp-grpc');
  const complain = quietly(log);
  listenToSdk(complain, lose);
  fillResource(process.env, service);
  const sdk = new NodeSDK({
    traceExporter: counting(new OTLPTraceExporter(), complain, lose),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  let ended: Promise<void> | undefined;
  return {
    tracer: trace.getTracer(service.name, service.version),
    dropped: () => lost,
    shutdown: () => {
      ended ??= within(SHUTDOWN_MS, sdk.shutdown());
      return ended;
    },
  };
}

/** `exporter`, telling `lose` of every span that it could not hand over. */
function counting(
  exporter: Exporter,
  complain: (text: string) => void,
  lose: (spans: number) => void,
): Exporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, result => {
        if (result.code !== EXPORTED) {
          lose(spans.length);
          complain(
            `the collector did not take ${spans.length} spans: ${result.error?.message ?? 'no reason'}`,
          );
        }
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** Our names where the environment has none: the SDK reads both variables itself, and the later of two equal keys wins. */
function fillResource(env: NodeJS.ProcessEnv, { name, instanceId, version }: TelemetryService): void {
  const own = { 'service.name': name, 'service.instance.id': instanceId, 'service.version': version };
  const pairs = Object.entries(own).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  // Not the host's id, which containers lack: looking for it costs a warning each. Whoever wants more detectors sets them.
  env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env';
  env.OTEL_RESOURCE_ATTRIBUTES = [...pairs, env.OTEL_RESOURCE_ATTRIBUTES ?? []].flat().join(',');
}

/** At most one line a minute: a collector that is down fails every few seconds. */
function quietly(log: Log): (text: string) => void {
  let quietUntilMs = 0;
  return text => {
    if (performance.now() < quietUntilMs) return;
    quietUntilMs = performance.now() + QUIET_MS;
    log.warn(`telemetry: ${messageOf(text)} (further ones are kept quiet for a minute)`);
  };
}

/**
 * Takes the SDK's complaints, and the spans that its full queue dropped, which it tells in words only. OTEL_LOG_LEVEL
 * puts the SDK's own talkative logger in this one's place.
 */
function listenToSdk(complain: (text: string) => void, lose: (spans: number) => void): void {
  const hear = (text: string) => {
    const overflow = /^Dropped (\d+) spans/.exec(text);
    if (overflow !== null) lose(Number(overflow[1]));
    complain(text);
  };
  const ignore = () => {};
  const logger = { error: hear, warn: hear, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/** The SDK logs an error as JSON with its stack: the message alone fits a line. */
function messageOf(text: string): string {
  const [line = ''] = (/"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text).split('\n');
  return line.slice(0, 300);
}

/** Waits for `work`, whatever comes of it, but not longer than `limitMs`. */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>(resolve => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work.catch(() => {}), limit]);
  clearTimeout(timer);
}
