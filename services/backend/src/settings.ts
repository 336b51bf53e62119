// Every setting of the backend: default, range and meaning. README shows them as a table.

import { DEFAULT_SAMPLE_MAX_AGE_MS, policyKnobs } from 'prequal';
import { choice, integer, knobSetting, LOG_LEVELS, list, number, seed, text, type Values } from 'program';

export const PORT_MAX = 65_535;
const DAY_MS = 86_400_000;

export const backendSettings = {
  host: text('127.0.0.1', 'address that calls come in on'),
  port: integer(50_051, 0, PORT_MAX, 'port of the first replica, the others follow; 0 any free ones'),
  replicas: integer(1, 1, 1000, 'replicas in this process, on consecutive ports'),
  replicaName: text(
    '',
    "name in replies, spans and metrics, -k added where there are several; default: the host's",
  ),
  adminHost: text('127.0.0.1', 'address of the control port'),
  adminPort: integer(9902, 0, PORT_MAX, 'control port: /control, /healthz'),
  adminAllowedHosts: list([], 'Host names of the control port besides localhost and loopback addresses'),
  metricsHost: text('127.0.0.1', 'address of /metrics'),
  metricsPort: integer(9465, 0, PORT_MAX, 'port of /metrics'),
  workload: choice(
    'virtual',
    ['virtual', 'cpu'],
    'virtual: a queue over virtual cores; cpu: hashing in threads',
  ),
  workMeanMs: number(50, 0, 60_000, 'mu of a query: its work is max(0, N(mu, mu)) ms of one core'),
  cores: number(4, 0.01, 1024, 'cores of a replica; cpu: threads, rounded'),
  estimator: knobSetting(policyKnobs.estimator),
  sampleMaxAgeMs: number(
    DEFAULT_SAMPLE_MAX_AGE_MS,
    1,
    DAY_MS,
    'time without a completion after which the latency is unknown, ms',
  ),
  seed: seed(),
  logLevel: choice('info', LOG_LEVELS, 'lines below this level are not written'),
};

export type BackendConfig = Values<typeof backendSettings>;
