// What do the variables of a k6 run say? TARGET, RATE, DURATION and the others, with the Compose defaults.

import { ScenarioError } from './json-reader.ts';

export interface Environment {
  /** Balancers, `host:port`; each virtual user keeps to one. */
  readonly targets: readonly string[];
  readonly callsPerSecond: number | undefined;
  /** 0 is for ever; undefined leaves the scenario's. */
  readonly durationMs: number | undefined;
  /** Backends' control ports in the order of the replicas. */
  readonly controlUrls: readonly string[];
  /** Admin ports of the balancers. */
  readonly balancerAdmins: readonly string[];
  /** Where a person's browser finds Jaeger; empty = print no links. */
  readonly jaegerUrl: string;
  /** Share of the calls that start their trace here. */
  readonly traceparentShare: number;
  /** Who calls, as a label of k6's series: two k6 at once must differ in it. */
  readonly source: string;
  /** Whether each call is a sample of its own, with who served it: what `npm run compare` reads. */
  readonly recordCalls: boolean;
}

const CONTROL_URLS = 'http://backend-1:9902,http://backend-2:9902,http://backend-3:9902';

/** Reads `variables`; throws ScenarioError naming the variable that is wrong. An empty one counts as unset. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const get = (name: string, init: string) => variables[name] || init;
  const [rate, length] = [get('RATE', ''), get('DURATION', '')];
  return {
    targets: words(get('TARGET', 'balancer:50050')),
    callsPerSecond: rate === '' ? undefined : numberIn('RATE', rate, 0.001, 100_000),
    durationMs: length === '' ? undefined : durationMs(length),
    controlUrls: words(get('CONTROL_URLS', CONTROL_URLS)).map(withoutSlash),
    balancerAdmins: words(get('BALANCER_ADMIN', 'http://balancer:9901')).map(withoutSlash),
    jaegerUrl: withoutSlash(get('JAEGER_URL', '')),
    traceparentShare: numberIn('TRACEPARENT_SHARE', get('TRACEPARENT_SHARE', '0'), 0, 1),
    source: get('SOURCE', 'k6'),
    recordCalls: get('RECORD_CALLS', 'off') === 'on',
  };
}

function words(value: string): readonly string[] {
  return value.split(',').flatMap(each => each.trim() || []);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function numberIn(name: string, value: string, min: number, max: number): number {
  const parsed = Number(value);
  if (parsed >= min && parsed <= max) return parsed;
  throw new ScenarioError(name, value, `${min} to ${max}`);
}

/** `15s`, `2m`, `500ms` or seconds. */
function durationMs(value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value);
  if (match === null) throw new ScenarioError('DURATION', value, 'durations such as 15s, 2m or 0');
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000;
  return Math.round(Number(match[1]) * unitMs);
}
