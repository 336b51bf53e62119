// Every setting of the balancer, as README shows them in a table. The policy's own come from the policy.

import { balancerKnobs, type PolicyOptions } from 'prequal';
import {
  choice,
  integer,
  knobSetting,
  LOG_LEVELS,
  list,
  number,
  onOff,
  seed,
  text,
  url,
  urlList,
  type Values,
} from 'program';
import { serverUrls } from './replicas/server-url.ts';

const PORT_MAX = 65_535;
const DAY_MS = 86_400_000;
const DEFAULT_SERVERS = 'http://127.0.0.1:50051,http://127.0.0.1:50052,http://127.0.0.1:50053';

const listening = {
  host: text('127.0.0.1', 'address that calls come in on'),
  port: integer(50_050, 0, PORT_MAX, 'port that calls come in on; 0 any free one'),
  adminHost: text('127.0.0.1', 'address of the admin pages'),
  adminPort: integer(9901, 0, PORT_MAX, 'port of the admin pages'),
  metricsHost: text('127.0.0.1', 'address of /metrics'),
  metricsPort: integer(9464, 0, PORT_MAX, 'port of /metrics'),
  adminControls: onOff(false, 'whether POST on the admin port may change anything'),
  adminAllowedHosts: list([], 'Host names of the admin port besides localhost and loopback addresses'),
};

const members = {
  serverUrls: serverUrls(DEFAULT_SERVERS, 'the replicas'),
  dnsRefreshMs: number(5000, 10, DAY_MS, 'how often names are resolved again, ms'),
};

const policy = {
  policy: knobSetting(balancerKnobs.policy),
  mode: knobSetting(balancerKnobs.mode),
  estimator: knobSetting(balancerKnobs.estimator),
  qRif: knobSetting(balancerKnobs.qRif),
  hotTies: knobSetting(balancerKnobs.hotTies),
  rifHistory: knobSetting(balancerKnobs.rifHistory),
  rProbe: knobSetting(balancerKnobs.rProbe),
  rRemove: knobSetting(balancerKnobs.rRemove),
  poolSize: knobSetting(balancerKnobs.poolSize),
  delta: knobSetting(balancerKnobs.delta),
  reuseMax: knobSetting(balancerKnobs.reuseMax),
  minPool: knobSetting(balancerKnobs.minPool),
  linearLambda: knobSetting(balancerKnobs.linearLambda),
  linearAlphaMs: knobSetting(balancerKnobs.linearAlphaMs),
  fleetClients: knobSetting(balancerKnobs.fleetClients),
  peakEwmaTauMs: knobSetting(balancerKnobs.peakEwmaTauMs),
};

const probing = {
  probeMaxAgeMs: knobSetting(balancerKnobs.probeMaxAgeMs),
  probeTimeoutMs: knobSetting(balancerKnobs.probeTimeoutMs),
  probeIdleMs: knobSetting(balancerKnobs.probeIdleMs),
  pollMs: knobSetting(balancerKnobs.pollMs),
  probeMaxInFlight: knobSetting(balancerKnobs.probeMaxInFlight),
  probeMaxPerSecond: knobSetting(balancerKnobs.probeMaxPerSecond),
  syncProbes: knobSetting(balancerKnobs.syncProbes),
  syncWaitMs: knobSetting(balancerKnobs.syncWaitMs),
};

const running = {
  drainMs: number(8000, 0, DAY_MS, 'how long calls in flight may take to end after SIGTERM, ms'),
  replayBytes: integer(65_536, 0, 16_777_216, 'bytes of a request kept for the one retry'),
  // The admin pages and the metrics of hindsight live on them.
  decisions: knobSetting({ ...balancerKnobs.decisions, min: 1 }),
  replyInfo: onOff(true, 'whether replies carry x-prequal-trace-id and x-prequal-replica'),
  controlUrls: urlList([], "the backends' admin ports, in the order of the replicas"),
  seed: seed(),
  logLevel: choice('info', LOG_LEVELS, 'lines below this level are not written'),
  balancerUrl: text('', 'shown at start in place of our own address, where another is published'),
  adminUrl: url('', 'shown at start in place of our own, where another is published'),
  jaegerUrl: url('', 'shown at start, and where decisions link to'),
  jaegerOperation: text('helloworld.Greeter/SayHello', 'operation that links to its search name'),
  grafanaUrl: url('', 'shown at start'),
  prometheusUrl: url('', 'shown at start'),
  workers: integer(1, 1, 1, 'processes'),
};

export const balancerSettings = { ...listening, ...members, ...policy, ...probing, ...running };

export type BalancerConfig = Values<typeof balancerSettings>;

/** The settings that `POST /config` changes at run time. */
export const RUNTIME_KEYS: ReadonlySet<string> = new Set([...Object.keys(policy), ...Object.keys(probing)]);

/** The policy's options among the settings. */
export function policyOptionsOf(config: BalancerConfig): PolicyOptions {
  const names = Object.keys(balancerKnobs) as (keyof PolicyOptions)[];
  return Object.fromEntries(names.map(name => [name, config[name]])) as PolicyOptions;
}
