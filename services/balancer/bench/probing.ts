// What does probing cost the balancer in CPU? `npm run bench -- --probing`: the same balancer, calls over loopback, R_PROBE
// switched between 3 and 0 in turn. What is compared is one process with itself within one run; trailers feed the pool in
// both cases, so that the rest of the work is the same.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { EXIT, integer, runProgram, toggle } from 'program';
import { RawClient } from '../test/support/raw-grpc.ts';

interface Ports {
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
}

/** One stretch of calls at one setting. */
interface Stretch {
  readonly rProbe: number;
  readonly calls: number;
  readonly cpuUsPerCall: number;
  readonly probesPerCall: number;
}

type Summary = Pick<Stretch, 'rProbe' | 'cpuUsPerCall' | 'probesPerCall'>;

const ON = 3;
const OFF = 0;
const LEAST_PROBES = 0.9 * ON;
const CONCURRENCY = 4;
const over = new AbortController();

await runProgram(
  {
    name: 'bench --probing',
    version: '0.1.0',
    summary: "the balancer's CPU time a call with probing on and off",
    settings: {
      rounds: integer(5, 1, 1000, 'stretches of each setting'),
      calls: integer(3000, 100, 1_000_000, 'calls of a stretch; a tenth as many before it are not counted'),
      json: toggle('print one JSON object instead of the table'),
    },
    examples: ['npm run bench -- --probing', 'npm run -s bench -- --probing --json'],
  },
  async ({ rounds, calls, json }) => {
    const stretches = await run(rounds, calls);
    const of = (rProbe: number) => summary(stretches.filter(stretch => stretch.rProbe === rProbe));
    const [on, off] = [of(ON), of(OFF)];
    const ratio = on.cpuUsPerCall / off.cpuUsPerCall;
    const cpuUsPerProbe = (on.cpuUsPerCall - off.cpuUsPerCall) / (on.probesPerCall - off.probesPerCall);
    // On a machine that is busy otherwise the policy holds probes back, and the ratio is of something else.
    const check = { name: 'probes_per_call', value: on.probesPerCall, limit: LEAST_PROBES };
    const checks = [{ ...check, ok: check.value >= check.limit }];
    const ok = checks.every(each => each.ok);
    const text = [
      ...[on, off].map(lineOf),
      `a probe: ${cpuUsPerProbe.toFixed(0)} us, ${(cpuUsPerProbe / off.cpuUsPerCall).toFixed(2)} of a call without probes`,
      `ratio ${ratio.toFixed(2)} (medians of ${rounds} stretches of ${calls} calls each, in turn)`,
      ...(ok ? [] : ['probes were held back: the machine is too busy for the ratio to mean anything']),
    ].join('\n');
    const result = { schema: 1, ok, checks, ratio, cpuUsPerProbe, stretches };
    process.stdout.write(`${json ? JSON.stringify(result) : text}\n`);
    return ok ? EXIT.done : EXIT.failed;
  },
);

async function run(rounds: number, calls: number): Promise<Stretch[]> {
  const replicas = child('replicas.ts', []);
  const { ids } = (await answer(replicas)) as { ids: string[] };
  const balancer = child('probed-balancer.ts', [ids.join(',')]);
  const { ports } = (await answer(balancer)) as { ports: Ports };
  const client = new RawClient(ports.port);
  const stretches: Stretch[] = [];
  for (let round = 0; round < rounds; round++) {
    // On, off, off, on: what drifts over the run falls on both alike.
    for (const rProbe of round % 2 === 0 ? [ON, OFF] : [OFF, ON]) {
      stretches.push(await stretch(client, balancer, ports, rProbe, calls));
    }
  }
  client.close();
  balancer.disconnect();
  replicas.disconnect();
  return stretches;
}

async function stretch(
  client: RawClient,
  balancer: ChildProcess,
  { adminPort, metricsPort }: Ports,
  rProbe: number,
  calls: number,
): Promise<Stretch> {
  const change = { method: 'POST', body: JSON.stringify({ rProbe }) };
  const { status } = await fetch(`http://127.0.0.1:${adminPort}/config`, change);
  if (status !== 200) throw new Error(`POST /config answered ${status}`);
  await callAll(client, calls / 10);
  const probesBefore = await probes(metricsPort);
  const before = await cpuUs(balancer);
  await callAll(client, calls);
  const usedUs = (await cpuUs(balancer)) - before;
  const probed = (await probes(metricsPort)) - probesBefore;
  return { rProbe, calls, cpuUsPerCall: usedUs / calls, probesPerCall: probed / calls };
}

async function callAll(client: RawClient, calls: number): Promise<void> {
  let left = Math.round(calls);
  const caller = async () => {
    while (left-- > 0) {
      const { code, details } = await client.call();
      if (code !== 0) throw new Error(`a call ended with status ${code}: ${details}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
}

async function cpuUs(balancer: ChildProcess): Promise<number> {
  const told = answer(balancer);
  balancer.send('cpu');
  const { cpu } = (await told) as { cpu: NodeJS.CpuUsage };
  return cpu.user + cpu.system;
}

async function probes(metricsPort: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const samples = [...text.matchAll(/^prequal_probes_total\{[^}]*\} (\d+)$/gm)];
  return samples.reduce((sum, [, value]) => sum + Number(value), 0);
}

function lineOf({ rProbe, cpuUsPerCall, probesPerCall }: Summary): string {
  return `R_PROBE ${rProbe}: ${cpuUsPerCall.toFixed(0)} us CPU a call, ${probesPerCall.toFixed(2)} probes a call`;
}

function summary(stretches: readonly Stretch[]): Summary {
  const median = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    rProbe: stretches[0]?.rProbe ?? Number.NaN,
    cpuUsPerCall: median(stretches.map(each => each.cpuUsPerCall)),
    probesPerCall: median(stretches.map(each => each.probesPerCall)),
  };
}

/** A process of this bench; its early end ends the wait for its answers. */
function child(file: string, args: readonly string[]): ChildProcess {
  const started = fork(new URL(file, import.meta.url), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  started.once('exit', code => over.abort(new Error(`${file} ended with ${code}`)));
  return started;
}

async function answer(from: ChildProcess): Promise<unknown> {
  const [message] = await once(from, 'message', { signal: over.signal });
  return message;
}
