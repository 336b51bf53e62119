// One replica: a gRPC server with its workload and its faults, opened, drained and opened again.

import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import type { EstimatorName, Rng } from 'prequal';
import { type InstrumentedServer, instrumentServer, type ObserveCall } from 'prequal-grpc';
import { EXIT, type Log, listen, PlainError, statusCode } from 'program';
import { clippedNormal } from 'simulator';
import { type FaultName, Faults, type FaultValues } from './faults.ts';
import { FreezeGate } from './freeze-gate.ts';
import { greeter } from './greeter.ts';
import { greeterPackage, greeterService } from './greeter-proto.ts';
import { shutDown } from './shut-down.ts';
import type { Workload } from './workload.ts';

export interface ReplicaOptions {
  readonly name: string;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly workload: Workload;
  readonly workMeanMs: number;
  readonly cores: number;
  readonly estimator: EstimatorName;
  readonly sampleMaxAgeMs: number;
  readonly rng: Rng;
  readonly observe: ObserveCall;
  readonly log: Log;
}

/** Time in which a replica that is about to close says so and serves on. */
const ANNOUNCE_MS = 1000;
const RETRY_MS = 1000;

interface Open {
  readonly server: grpc.Server;
  readonly instrumented: InstrumentedServer;
}

export class Replica {
  readonly faults: Faults;
  readonly #options: ReplicaOptions;
  readonly #gate = new FreezeGate();
  #open: Open | null = null;
  #port: number;
  #closing = false;
  #announceMs = ANNOUNCE_MS;
  /** Openings and closings, one after the other. */
  #transitions: Promise<void> = Promise.resolve();

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#port = options.port;
    const { cores } = options;
    const normal: FaultValues = {
      slowFactor: 1,
      errorFraction: 0,
      errorStatus: 'UNAVAILABLE',
      frozen: false,
      stopped: false,
      capacityCores: cores,
    };
    this.faults = new Faults(normal, (now, names) => this.#changed(now, names));
  }

  get name(): string {
    return this.#options.name;
  }

  /** The port in use, once open. */
  get port(): number {
    return this.#port;
  }

  /** Parameter of the distribution of a call's work. */
  get workMeanMs(): number {
    return this.#options.workMeanMs;
  }

  get rif(): number {
    return this.#open?.instrumented.rif ?? 0;
  }

  estimateMs(): number | null {
    return this.#open?.instrumented.estimateMs() ?? null;
  }

  /** Opens the port. Rejects with PlainError when it cannot. */
  async open(): Promise<void> {
    const { host, observe, estimator, sampleMaxAgeMs, name } = this.#options;
    const server = new grpc.Server();
    const hold = this.#gate.hold;
    const { workload } = this.#options;
    const instrumented = instrumentServer(server, {
      busyMs: () => workload.busyMs(),
      replica: name,
      estimator,
      sampleMaxAgeMs,
      observe,
      hold,
    });
    server.addService(greeterService, this.#handlers());
    new ReflectionService(greeterPackage).addToServer(server);
    this.#port = await bind(server, host, this.#port);
    this.#open = { server, instrumented };
  }

  /**
   * Drains and closes for good, after `announceMs` in which it says so and serves on: calls in flight finish, faults that
   * would hold them back end. Idempotent.
   */
  async close(announceMs = ANNOUNCE_MS): Promise<void> {
    this.#closing = true;
    this.#announceMs = announceMs;
    this.faults.close();
    this.#transition();
    await this.#transitions;
    this.#options.workload.close();
  }

  #handlers(): grpc.UntypedServiceImplementation {
    const { name, workload, workMeanMs, rng } = this.#options;
    const work = rng.child('work');
    const errors = rng.child('errors');
    return greeter({
      replica: name,
      workload,
      drawWorkMs: () => clippedNormal(workMeanMs, work),
      drawError: () => {
        const { errorFraction, errorStatus } = this.faults.now;
        if (errors.float() >= errorFraction) return null;
        return { code: statusCode(errorStatus), details: 'asked for on the control port' };
      },
    });
  }

  #changed(now: FaultValues, names: readonly FaultName[]): void {
    const { workload, log, name } = this.#options;
    workload.setCores(now.capacityCores);
    workload.setSpeed(now.frozen ? 0 : 1 / now.slowFactor);
    this.#gate.set(now.frozen);
    if (this.#closing) return;
    log.info(`${name}: ${names.map(fault => `${fault} ${now[fault]}`).join(', ')}`);
    if (names.includes('stopped')) this.#transition();
  }

  #transition(): void {
    this.#transitions = this.#transitions.then(() => this.#follow());
  }

  /** Makes the server what the faults say at this moment. */
  async #follow(): Promise<void> {
    const shallBeOpen = !this.#closing && !this.faults.now.stopped;
    if (!shallBeOpen && this.#open !== null) {
      this.#open.instrumented.setDraining(true);
      await sleep(this.#announceMs);
      await shutDown(this.#open.server, () => this.rif);
      this.#open = null;
      this.#options.log.info(`${this.name}: closed`);
    } else if (shallBeOpen && this.#open === null) {
      await this.#openAgain();
    }
  }

  async #openAgain(): Promise<void> {
    const { log } = this.#options;
    try {
      await this.open();
      log.info(`${this.name}: open again on port ${this.port}`);
    } catch (error) {
      log.warn(`${this.name}: ${error instanceof Error ? error.message : String(error)}; trying again`);
      await sleep(RETRY_MS);
      this.#transition();
    }
  }
}

/** Binds, after a plain socket has tried: its error is one line, grpc-js would write its own to stderr first. */
async function bind(server: grpc.Server, host: string, port: number): Promise<number> {
  const trial = createServer();
  await listen(trial, host, port, 'PORT');
  await new Promise(resolve => trial.close(resolve));
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else
        reject(new PlainError(`ERR_PREQUAL_LISTEN: PORT=${port} on ${host}: ${error.message}`, EXIT.usage));
    });
  });
}
