// The running processes of the lab: started together, awaited until ready, ended in order.

import { setTimeout } from 'node:timers/promises';
import { EXIT, PlainError } from 'program';
import { Child, type Ending, type Environment, endingText } from './child.ts';
import type { Member, Plan } from './plan.ts';

const READY_MS = 20_000;
const POLL_MS = 100;
const BALANCER_GRACE_MS = 12_000;
const BACKEND_GRACE_MS = 5000;

/** Where the program of a member, or the load, starts. */
export function scriptOf(program: 'balancer' | 'backend' | 'load'): URL {
  return new URL(`../../${program}/src/main.ts`, import.meta.url);
}

/** A child that ended although nobody asked it to. */
export interface Death {
  readonly child: Child;
  readonly ending: Ending;
}

/** Owns the balancers and backends from `start` to `stop`. */
export class Fleet {
  readonly #balancers: readonly Child[];
  readonly #backends: readonly Child[];
  readonly #plan: Plan;
  /** Resolves with the first child that ends by itself. */
  readonly death: Promise<Death>;

  /** Starts every process in `environment`, with what the plan gives it on top. */
  constructor(plan: Plan, environment: Environment) {
    this.#plan = plan;
    const start = ({ name, program, settings }: Member) =>
      new Child(name, scriptOf(program), [], { ...environment, ...settings });
    this.#backends = plan.backends.map(start);
    this.#balancers = plan.balancers.map(start);
    const all = [...this.#balancers, ...this.#backends];
    this.death = Promise.race(all.map(async child => ({ child, ending: await child.ended })));
    process.on('exit', () => this.kill());
  }

  /** Resolves when each process says it is ready. Throws PlainError naming the one that ended or never got there. */
  async ready(): Promise<void> {
    const stop = new AbortController();
    const died = this.death.then(death => {
      throw deathError(death);
    });
    const { balancers, backends } = this.#plan;
    const waits = Promise.all([
      ...backends.map(member => untilReady(member, '/healthz', stop.signal)),
      ...balancers.map(member => untilReady(member, '/readyz', stop.signal)),
    ]);
    try {
      await Promise.race([waits, died]);
    } finally {
      stop.abort();
    }
  }

  /** Balancers and backends by name, those that run. */
  get processes(): readonly { readonly name: string; readonly pid: number }[] {
    return [...this.#balancers, ...this.#backends].flatMap(({ name, pid }) =>
      pid === undefined ? [] : [{ name, pid }],
    );
  }

  /** Ends the balancers, then the backends, each gracefully. Resolves when all are gone. */
  async stop(): Promise<void> {
    await Promise.all(this.#balancers.map(child => child.stop('SIGTERM', BALANCER_GRACE_MS)));
    await Promise.all(this.#backends.map(child => child.stop('SIGTERM', BACKEND_GRACE_MS)));
  }

  /** Ends all at once. */
  kill(): void {
    for (const child of [...this.#balancers, ...this.#backends]) child.kill();
  }
}

/** A child's own one-line refusal keeps its exit status: 2 is a wrong setting, whoever read it. */
export function deathError({ child, ending }: Death): PlainError {
  // A wrong setting is one line, the child's own.
  if (ending.code === EXIT.usage)
    return new PlainError(child.lastLines.at(-1) ?? endingText(child, ending), EXIT.usage);
  return new PlainError(endingText(child, ending), EXIT.failed);
}

async function untilReady(member: Member, path: string, signal: AbortSignal): Promise<void> {
  const url = `http://127.0.0.1:${member.adminPort}${path}`;
  const deadline = performance.now() + READY_MS;
  while (!signal.aborted) {
    const answered = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      answer => answer.ok,
      () => false,
    );
    if (answered) return;
    if (performance.now() > deadline)
      throw new PlainError(`${member.name} was not ready within ${READY_MS / 1000} s (${url})`);
    await setTimeout(POLL_MS);
  }
}
