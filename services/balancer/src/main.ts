// The balancer process: reads settings, starts, says where it listens, ends gracefully on a signal.

import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { createLog, EXIT, runProgram, startTelemetry, untilSignal } from 'program';
import manifest from '../package.json' with { type: 'json' };
import { startBalancer } from './balancer.ts';
import { resolveByDns } from './replicas/members.ts';
import { balancerSettings } from './settings.ts';
import { startLines } from './start-lines.ts';

await runProgram(
  {
    name: 'balancer',
    version: manifest.version,
    summary: 'a gRPC load balancer that picks by asynchronous probing (Prequal, NSDI 2024)',
    settings: balancerSettings,
    examples: ['SERVER_URLS=http://127.0.0.1:7001,http://127.0.0.1:7002 npm run balancer'],
  },
  async config => {
    const log = createLog(config.logLevel);
    const seed = config.seed ?? randomInt(2 ** 32);
    const { version } = manifest;
    const instanceId = `${hostname()}:${config.port}`;
    const telemetry = startTelemetry({ name: 'prequal-balancer', instanceId, version }, log);
    const seeded = { ...config, seed };
    const balancer = await startBalancer({
      config: seeded,
      seed,
      version,
      telemetry,
      log,
      resolve: resolveByDns,
    });
    for (const line of startLines(seeded, balancer)) log.info(line);
    const signal = await untilSignal();
    log.info(`${signal}: draining for ${config.drainMs} ms at most; a second signal ends at once`);
    await balancer.drain();
    log.info('drained');
    return EXIT.done;
  },
);
