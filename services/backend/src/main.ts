// The backend process: reads settings, starts, says where it listens, ends gracefully on a signal.

import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { createLog, EXIT, runProgram, startTelemetry, untilSignal } from 'program';
import manifest from '../package.json' with { type: 'json' };
import { startBackend } from './backend.ts';
import { backendSettings } from './settings.ts';

await runProgram(
  {
    name: 'backend',
    version: manifest.version,
    summary: 'a demo gRPC replica that reports its load, does the work of the paper and can be made to fail',
    settings: backendSettings,
    examples: [
      'PORT=7001 ADMIN_PORT=0 METRICS_PORT=0 npm run backend',
      `curl -d '{"slowFactor":10,"forMs":20000}' http://127.0.0.1:9902/control`,
    ],
  },
  async config => {
    const log = createLog(config.logLevel);
    const seed = config.seed ?? randomInt(2 ** 32);
    const { version } = manifest;
    const name = config.replicaName || hostname();
    const telemetry = startTelemetry({ name: 'greeter-backend', instanceId: name, version }, log);
    const backend = await startBackend({ config, name, seed, tracer: telemetry.tracer, log });
    log.info(
      `control http://${config.adminHost}:${backend.adminPort}/control, metrics on ${backend.metricsPort}, seed ${seed}`,
    );
    const signal = await untilSignal();
    log.info(`${signal}: draining; a second signal ends at once`);
    await backend.close();
    await telemetry.shutdown();
    log.info('drained');
    return EXIT.done;
  },
);
