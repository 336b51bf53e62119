// A balancer in a process of its own, which tells its CPU time on request. Started by probing.ts.

import { createLog, readSettings } from 'program';
import { startBalancer } from '../src/balancer.ts';
import { balancerSettings } from '../src/settings.ts';

const config = readSettings(balancerSettings, [], {
  ...{ PORT: '0', ADMIN_PORT: '0', METRICS_PORT: '0', ADMIN_CONTROLS: 'on', LOG_LEVEL: 'error' },
  // Probing as it is asked for, not as its caps cut it at this rate, nor as stalls of a busy machine do.
  ...{ PROBE_MAX_PER_SECOND: '1000000', PROBE_MAX_IN_FLIGHT: '100000', PROBE_TIMEOUT_MS: '2000' },
  SERVER_URLS: process.argv[2] ?? '',
});
const balancer = await startBalancer({
  config,
  seed: 1,
  version: 'bench',
  telemetry: { tracer: null, dropped: () => 0, shutdown: async () => {} },
  log: createLog(config.logLevel, line => process.stderr.write(`${line}\n`)),
  resolve: async () => [],
});
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit(0));
const { port, adminPort, metricsPort } = balancer;
process.send?.({ ports: { port, adminPort, metricsPort } });
