// Docker Compose as this test uses it: the compose files of its environment, a project and ports of its own, so that it
// never meets a lab that is up.

import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Result {
  /** Null where the command was ended at its time limit. */
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams in the order that they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly limitMs: number;
  readonly onLine?: (line: string) => void;
  /** Compose files laid over those of the environment. */
  readonly over?: readonly string[];
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROJECT = 'prequal-test';

export const PORTS = {
  BALANCER_PORT: 25050,
  BALANCER_ADMIN_PORT: 29901,
  BACKEND_1_ADMIN_PORT: 29902,
  BACKEND_2_ADMIN_PORT: 29903,
  BACKEND_3_ADMIN_PORT: 29904,
  GRAFANA_PORT: 23000,
  PROMETHEUS_PORT: 29090,
  JAEGER_PORT: 26686,
} as const;

/** The address of a published port. */
export function at(port: keyof typeof PORTS, path = ''): string {
  return `http://127.0.0.1:${PORTS[port]}${path}`;
}

/** Why Docker Compose cannot be used here, or null where it can. */
export async function whyNoDocker(): Promise<string | null> {
  for (const args of [['info'], ['compose', 'version']]) {
    const { code } = await run('docker', args, { limitMs: 20_000 });
    if (code !== 0) return `\`docker ${args.join(' ')}\` does not succeed`;
  }
  return null;
}

/** Runs `docker compose ARGS`; never throws for what the command answers. No .env of the user's is read. */
export function compose(args: readonly string[], options: RunOptions): Promise<Result> {
  return run('docker', ['compose', '-p', PROJECT, '--env-file', devNull, ...args], options);
}

/** Like compose; throws with the command's output when it does not end with 0. */
export async function composeOk(args: readonly string[], options: RunOptions): Promise<Result> {
  const result = await compose(args, options);
  if (result.code !== 0) {
    const why = result.code === null ? `took over ${options.limitMs / 1000} s` : `ended with ${result.code}`;
    throw new Error(`docker compose ${args.join(' ')} ${why}\n${result.output.slice(-4000)}`);
  }
  return result;
}

/** A container as `docker compose ps` shows it. */
export interface Container {
  readonly Service: string;
  readonly State: string;
  readonly Health: string;
  readonly ExitCode: number;
}

export async function containers(): Promise<readonly Container[]> {
  const { stdout } = await composeOk(['ps', '--all', '--format', 'json'], { limitMs: 30_000 });
  return stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Container);
}

/** The services that start without a profile, and whether each has containers (an override may scale one to 0). */
export async function services(): Promise<ReadonlyMap<string, boolean>> {
  const { stdout } = await composeOk(['config', '--format', 'json'], { limitMs: 30_000 });
  const config = JSON.parse(stdout) as {
    services: Record<string, { scale?: number; deploy?: { replicas?: number } }>;
  };
  return new Map(
    Object.entries(config.services).map(([name, { scale, deploy }]) => [
      name,
      (scale ?? deploy?.replicas ?? 1) > 0,
    ]),
  );
}

function run(program: string, args: readonly string[], options: RunOptions): Promise<Result> {
  const { limitMs, onLine, over = [] } = options;
  const { COMPOSE_FILE = 'docker-compose.yml' } = process.env;
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: {
        ...process.env,
        ...stringValues(PORTS),
        ...(over.length > 0 && { COMPOSE_FILE: [COMPOSE_FILE, ...over].join(delimiter) }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let output = '';
    const take = (text: string) => {
      output += text;
      if (onLine !== undefined) for (const line of text.split(/[\r\n]+/)) if (line !== '') onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', error => resolve({ code: 127, stdout, output: `${output}${error.message}` }));
    child.on('close', code => resolve({ code, stdout, output }));
  });
}

function stringValues(ports: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
}
