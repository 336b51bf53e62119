// Docker Compose as a comparison uses it: a project and ports of its own, lines of its output as they come.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PlainError } from 'program';

export interface ComposeProject {
  /** Compose files, in the order in which they override each other. */
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

const PROJECT = 'prequal-compare';
const LAST_LINES = 15;

/** Runs `docker compose ARGS`; `onLine` gets the lines of its standard output. Resolves with its status. */
export async function compose(
  { files, variables }: ComposeProject,
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<{ readonly code: number | null; readonly lastLines: readonly string[] }> {
  const environment = { ...process.env, ...variables, COMPOSE_FILE: files.join(':') };
  return run(['compose', '-p', PROJECT, ...args], environment, onLine, signal);
}

/** Like compose. Throws PlainError with the command's last lines when it does not end with 0. */
export async function composeOk(project: ComposeProject, args: readonly string[]): Promise<void> {
  const { code, lastLines } = await compose(project, args);
  if (code === 0) return;
  const lines = lastLines.map(line => `\n  ${line}`).join('');
  throw new PlainError(`ERR_PREQUAL_COMPARE: docker compose ${args.join(' ')} ended with ${code}${lines}`);
}

/** CPU of each container of the project at this moment, by service: 1 is one core. Empty where Docker does not tell. */
export async function containerLoads(): Promise<ReadonlyMap<string, number>> {
  const loads = new Map<string, number>();
  const format = '{{.Name}} {{.CPUPerc}}';
  const { code } = await run(['stats', '--no-stream', '--format', format], process.env, line => {
    const match = new RegExp(`^${PROJECT}-(.+?)(?:-run)?-[0-9a-f]+ ([\\d.]+)%$`).exec(line);
    if (match !== null) loads.set(match[1] ?? '', Number(match[2]) / 100);
  });
  return code === 0 ? loads : new Map();
}

function run(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<{ readonly code: number | null; readonly lastLines: readonly string[] }> {
  const child = spawn('docker', args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const lastLines: string[] = [];
  const keep = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
  };
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', keep);
  const interrupt = () => child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt, { once: true });
  return new Promise(resolve => {
    child.once('error', error => {
      keep(error.message);
      resolve({ code: null, lastLines });
    });
    child.once('close', code => {
      signal?.removeEventListener('abort', interrupt);
      resolve({ code, lastLines });
    });
  });
}
