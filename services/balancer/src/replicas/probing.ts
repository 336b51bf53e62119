// Sends the probes that are due and tells everybody how they ended. When and whom to probe is the policy's business;
// only replicas that may not be picked are asked from here.

import type { Span } from '@opentelemetry/api';
import { type Policy, type ProbeFirst, SIDELINED_MS } from 'prequal';
import { failureOf, type ProbeResult, type Prober } from 'prequal-grpc';
import { injectContext, type Log } from 'program';
import type { Metrics } from '../telemetry/metrics.ts';
import { exemplarOf, type Spans } from '../telemetry/spans.ts';
import { EnoughAnswers } from './enough-answers.ts';
import type { ReplicaStates } from './replica-states.ts';
import type { Replica, Replicas } from './replicas.ts';

/** What carries probes; never rejects. */
export type ProbeSender = Pick<Prober, 'probe' | 'forget' | 'close'>;

export interface ProbingOptions {
  readonly policy: Policy;
  readonly prober: ProbeSender;
  readonly replicas: Replicas;
  readonly states: ReplicaStates;
  readonly spans: Spans;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly nowMs: () => number;
  /** Notices a stall of our own loop before a timeout is held against a replica. */
  checkLag(nowMs: number): void;
}

const MAX_TIMER_MS = 60_000;

export class Probing {
  readonly #options: ProbingOptions;
  readonly #silent = new Set<string>();
  #wakeTimer: NodeJS.Timeout | undefined;
  #sidelinedTimer: NodeJS.Timeout | undefined;

  constructor(options: ProbingOptions) {
    this.#options = options;
  }

  start(): void {
    this.#sidelinedTimer = setInterval(() => this.#askSidelined(), SIDELINED_MS);
    this.#sidelinedTimer.unref();
    this.wake();
  }

  close(): void {
    clearTimeout(this.#wakeTimer);
    clearInterval(this.#sidelinedTimer);
    this.#options.prober.close();
  }

  /** Sends the probes that a pick asked for. */
  send(ids: readonly string[], trigger: Span | null, nowMs: number): void {
    for (const id of ids) void this.#ask(id, trigger, nowMs);
  }

  /** Sends the probes that a query waits for; `done` is called once, unless the returned function is called first. */
  sendFirst(
    { probe, waitFor, timeoutMs }: ProbeFirst,
    trigger: Span | null,
    nowMs: number,
    done: () => void,
  ): () => void {
    const answers = new EnoughAnswers({ asked: probe.length, waitFor, timeoutMs, done });
    for (const id of probe) void this.#ask(id, trigger, nowMs).then(answered => answers.onEnd(answered));
    return () => answers.cancel();
  }

  /** Sends what is due without a query, and comes back when the next is. Call it whenever that may have changed. */
  wake(): void {
    const { policy, states, nowMs } = this.#options;
    const atMs = nowMs();
    const { probe, wakeAtMs } = policy.onWake(atMs);
    states.checkAsides(atMs);
    clearTimeout(this.#wakeTimer);
    if (wakeAtMs !== Number.POSITIVE_INFINITY) {
      const waitMs = Math.min(MAX_TIMER_MS, Math.max(1, wakeAtMs - atMs));
      this.#wakeTimer = setTimeout(() => this.wake(), waitMs);
      this.#wakeTimer.unref();
    }
    this.send(probe, null, atMs);
  }

  /** The replica is gone, or new under its id. */
  forget(id: string): void {
    this.#silent.delete(id);
    this.#options.prober.forget(id);
  }

  /** Resolves to whether the replica said how loaded it is. */
  async #ask(id: string, trigger: Span | null, sentAtMs: number): Promise<boolean> {
    const { policy, replicas, nowMs } = this.#options;
    const replica = replicas.get(id);
    if (replica === undefined) {
      policy.onProbeFailure(id, 'unreached', sentAtMs);
      return false;
    }
    const { result, span } = await this.#probe(replica, trigger, sentAtMs);
    if (replicas.get(id) !== replica) return false;
    const endMs = nowMs();
    this.#tellStates(id, result, sentAtMs, endMs);
    if (result.kind === 'ok') {
      policy.onProbeReply(id, this.#options.spans.withRef(result.load, span, 'probe_used'), endMs);
      this.#options.metrics.hindsight.onReport(id, result.load.latencyMs);
    } else {
      policy.onProbeFailure(id, failureOf(result), endMs);
      if (result.answered) this.#noteSilent(id, result.message);
    }
    return result.kind === 'ok';
  }

  /** The answer of one that may not be picked goes to its state alone: the policy did not ask. */
  #askSidelined(): void {
    const { replicas, states, nowMs } = this.#options;
    for (const id of states.sidelined()) {
      const replica = replicas.get(id);
      if (replica === undefined) continue;
      const sentAtMs = nowMs();
      void this.#probe(replica, null, sentAtMs).then(({ result }) => {
        if (replicas.get(id) === replica) this.#tellStates(id, result, sentAtMs, nowMs());
      });
    }
  }

  async #probe(
    replica: Replica,
    trigger: Span | null,
    sentAtMs: number,
  ): Promise<{ result: ProbeResult; span: Span | null }> {
    const { prober, spans, metrics, nowMs } = this.#options;
    const { id, host, port } = replica.member;
    const span = spans.startProbe(replica.member, trigger, sentAtMs);
    const target = { replica: id, host, port };
    const result = await (span === null ? prober.probe(target) : prober.probe(target, injectContext(span)));
    const endMs = nowMs();
    const report = result.kind === 'ok' ? result.load : null;
    if (result.kind === 'invalid') metrics.onInvalidReport(result.reason ?? 'undecodable');
    if (span !== null) spans.endProbe(span, result.kind, report, endMs);
    metrics.onProbe(id, result.kind, endMs - sentAtMs, report?.rif ?? null, exemplarOf(span));
    return { result, span };
  }

  #tellStates(id: string, result: ProbeResult, sentAtMs: number, endMs: number): void {
    const { states, checkLag } = this.#options;
    if (result.kind === 'timeout') {
      checkLag(endMs);
      states.onProbeTimeout(id, sentAtMs, endMs);
      return;
    }
    if (result.kind !== 'ok' && !result.answered) return;
    // What drains is no longer frozen, but it must not be picked in between.
    if (result.kind === 'ok') states.onDraining(id, result.load.draining ?? false, endMs);
    states.onHeard(id, 'probe', endMs);
  }

  /** A replica without a probe service works, on our own counts: worth one line, not one a probe. */
  #noteSilent(id: string, message: string): void {
    if (this.#silent.has(id)) return;
    this.#silent.add(id);
    this.#options.log.warn(
      `replica ${id}: no probe service (${message}); our own counts stand in, asked again every 30 s`,
    );
  }
}
