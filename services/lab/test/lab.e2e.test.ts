import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Lab {
  readonly process: ChildProcess;
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<number | null>;
  readonly ports: Ports;
}

interface Ports {
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
}

const started: ChildProcess[] = [];
/** A test that failed midway leaves its lab running: the suite would never end. */
after(() => {
  for (const lab of started) lab.kill('SIGKILL');
});

/** Starts the lab on ports that are free now; `MARK` in the environment tells its processes from all others. */
async function startLab(mark: string, ...args: string[]): Promise<Lab> {
  const ports = await freePorts();
  const flags = [
    `--port=${ports.port}`,
    `--admin-port=${ports.adminPort}`,
    `--metrics-port=${ports.metricsPort}`,
  ];
  const environment = { PATH: process.env.PATH, MARK: mark, SEED: '1' };
  const lab = spawn(process.execPath, [MAIN, ...flags, ...args], { env: environment });
  started.push(lab);
  const text = { stdout: '', stderr: '' };
  lab.stdout.on('data', chunk => (text.stdout += String(chunk)));
  lab.stderr.on('data', chunk => (text.stderr += String(chunk)));
  const ended = once(lab, 'close').then(([code]) => code as number | null);
  return { process: lab, output: () => text, ended, ports };
}

/** Three runs of five free ports each, and those of a second balancer, 1000 above. */
async function freePorts(): Promise<Ports> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const held: Server[] = [];
    const hold = async (port: number) => {
      const server = createServer();
      held.push(server);
      server.listen(port, '127.0.0.1');
      await Promise.race([
        once(server, 'listening'),
        once(server, 'error').then(([error]) => Promise.reject(error)),
      ]);
    };
    const offsets = [0, 10, 20].flatMap(run => [0, 1, 2, 3, 4, 1000].map(at => base + run + at));
    const free = await Promise.all(offsets.map(hold)).then(
      () => true,
      () => false,
    );
    for (const server of held) server.close();
    if (free) return { port: base, adminPort: base + 10, metricsPort: base + 20 };
  }
}

/** Processes that carry the mark, by pid: the lab and its children. */
function marked(mark: string): readonly { pid: number; command: string }[] {
  return readdirSync('/proc').flatMap(entry => {
    try {
      if (!readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0').includes(`MARK=${mark}`)) return [];
      return [{ pid: Number(entry), command: readFileSync(`/proc/${entry}/cmdline`, 'utf8') }];
    } catch {
      return [];
    }
  });
}

/** What a balancer's metrics say; empty where there is no balancer yet. */
async function metricsPage(port: number): Promise<string> {
  try {
    return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  } catch {
    return '';
  }
}

async function until(what: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!what()) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await setTimeout(50);
  }
}

describe('npm start', { concurrency: 2, skip: process.platform !== 'linux' && 'reads /proc' }, () => {
  it('runs for its duration, ends with 0 and a summary, and leaves no process', async () => {
    const lab = await startLab('duration', '--duration', '3s', '--rate', '60');
    assert.equal(await lab.ended, 0, lab.output().stderr + lab.output().stdout);
    const { stdout } = lab.output();
    assert.match(stdout, /http:\/\/127\.0\.0\.1:\d+\/ +balancer: inspector/);
    assert.match(stdout, /curl -d '\{"slowFactor":10,"forMs":20000\}'/);
    assert.match(stdout, /^prequal +calls +errors +share/m);
    assert.match(stdout, /^backend-3 +\d+ +0 /m);
    assert.match(stdout, /^all +\d+ +0 /m);
    assert.deepEqual(marked('duration'), []);
  });

  it('tells every balancer what the load plays', async () => {
    const lab = await startLab('phases', '--balancers', '2', '--backends', '2');
    for (const port of [lab.ports.metricsPort, lab.ports.metricsPort + 1000]) {
      let page = '';
      await until(() => {
        void metricsPage(port).then(text => (page = text));
        return page.includes('prequal_scenario_info{scenario="load",phase="run"} 1');
      });
    }
    lab.process.kill('SIGINT');
    assert.equal(await lab.ended, 0, lab.output().stderr);
    assert.deepEqual(marked('phases'), []);
  });

  it('ends cleanly on SIGINT, with one JSON object on its standard output', async () => {
    const lab = await startLab('sigint', '--json', '--policy', 'round_robin', '--backends', '2');
    await until(() => /picks by rule: (?!none)/.test(lab.output().stderr));
    lab.process.kill('SIGINT');
    assert.equal(await lab.ended, 0, lab.output().stderr);
    const report = JSON.parse(lab.output().stdout);
    assert.deepEqual([report.schema, report.ok, report.checks], [1, true, []]);
    const { calls, errors, shares } = report.policies.round_robin;
    assert.ok(calls > 0);
    assert.equal(errors, 0);
    assert.deepEqual(Object.keys(shares), ['backend-1', 'backend-2']);
    assert.deepEqual(marked('sigint'), []);
  });

  it('says which process died, with its last lines, ends the others and fails', async () => {
    const lab = await startLab('death');
    await until(() => lab.output().stdout.includes('Try in another terminal'));
    const backend = marked('death').find(({ command }) => command.includes('services/backend'));
    assert.ok(backend !== undefined);
    process.kill(backend.pid, 'SIGKILL');
    assert.equal(await lab.ended, 1);
    assert.match(lab.output().stdout, /backend-\d ended by SIGKILL; its last lines:\n {2}/);
    assert.deepEqual(marked('death'), []);
  });

  it('ends with 2 and names port and variable when one is taken', async () => {
    const { port } = await freePorts();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const lab = spawn(process.execPath, [MAIN, `--port=${port - 1}`], { env: { PATH: process.env.PATH } });
    let stderr = '';
    lab.stderr.on('data', chunk => (stderr += String(chunk)));
    const [code] = await once(lab, 'close');
    server.close();
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^ERR_PREQUAL_LISTEN: PORT=\d+ gives \S+ port \d+, which is taken; choose another PORT\n$/,
    );
  });

  it('passes a refused setting of a child on, with its status', async () => {
    const ports = await freePorts();
    const flags = [
      `--port=${ports.port}`,
      `--admin-port=${ports.adminPort}`,
      `--metrics-port=${ports.metricsPort}`,
    ];
    const environment = { PATH: process.env.PATH, Q_RIF: '1.5', MARK: 'setting' };
    const lab = spawn(process.execPath, [MAIN, ...flags], { env: environment });
    let stderr = '';
    lab.stderr.on('data', chunk => (stderr += String(chunk)));
    const [code] = await once(lab, 'close');
    assert.equal(code, 2, stderr);
    assert.equal(stderr, 'ERR_PREQUAL_CONFIG: Q_RIF=1.5 is outside 0 to 1\n');
    assert.deepEqual(marked('setting'), []);
  });
});
