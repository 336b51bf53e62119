// `npm run client`: so many calls, a few at a time, counted by the replica that answered.

import { EXIT, integer, runProgram, untilSignal, type Values } from 'program';
import manifest from '../package.json' with { type: 'json' };
import { CallRecorder } from './call-recorder.ts';
import { closedLoop } from './closed-loop.ts';
import { GreeterClient } from './greeter-client.ts';
import { targetSettings } from './load-settings.ts';
import { policyName } from './policy-name.ts';
import { reportOf, reportText } from './report.ts';

const READY_MS = 5000;
const REPORT_EVERY = 1000;

const settings = {
  calls: integer(10_000, 1, 1_000_000_000, 'calls to make'),
  concurrency: integer(5, 1, 10_000, 'calls at a time'),
  ...targetSettings,
};

await runProgram(
  {
    name: 'client',
    version: manifest.version,
    summary: 'calls the Greeter, each caller waiting for its answer, and counts replies by replica',
    settings,
    examples: ['npm run client -- --calls 10000 --concurrency 5'],
  },
  main,
);

async function main(config: Values<typeof settings>): Promise<number> {
  const stop = new AbortController();
  void untilSignal().then(() => stop.abort());
  const client = new GreeterClient(config.target);
  await client.ready(READY_MS);
  const recorder = new CallRecorder();
  const call = async () => {
    const startMs = performance.now();
    const answer = await client.sayHello('client');
    recorder.end({ ...answer, atMs: 0, latencyMs: performance.now() - startMs });
    if (recorder.calls % REPORT_EVERY === 0) process.stderr.write(`${countsLine(recorder)}\n`);
  };
  const policy = await policyName(config.balancerAdmin);
  await closedLoop(config.calls, config.concurrency, call, stop.signal);
  client.close();
  const report = reportOf(policy, recorder.report(), [], null);
  process.stdout.write(`${config.json ? JSON.stringify(report) : reportText(report)}\n`);
  return EXIT.done;
}

/** `3000 calls: backend-1 1010, backend-2 980, backend-3 1010`. */
function countsLine(recorder: CallRecorder): string {
  const { calls, replicas } = recorder.report();
  const counts = Object.entries(replicas).map(([name, replica]) => `${name} ${replica.calls}`);
  return `${calls} calls: ${counts.join(', ')}`;
}
