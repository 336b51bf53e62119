// The life of one call: pick, forward, once more if nobody saw it, end. No await between reading state and choosing.

import type { Span } from '@opentelemetry/api';
import type { LoadReport, Policy, PolicyOptions, ProbeFirst, Resolved } from 'prequal';
import { readLoadTrailers } from 'prequal-grpc';
import { injectContext, type StatusName, statusCode, statusName, traceIdOf } from 'program';
import type { AttemptEnd, RelayCall } from 'relay';
import type { Decisions } from '../admin/decisions.ts';
import type { RuntimeConfig } from '../admin/runtime-config.ts';
import type { Probing } from '../replicas/probing.ts';
import type { ReplicaStates } from '../replicas/replica-states.ts';
import type { Replica, Replicas } from '../replicas/replicas.ts';
import type { Expectation } from '../telemetry/hindsight.ts';
import type { Metrics, RefusedReason } from '../telemetry/metrics.ts';
import { endCall, exemplarOf, isSampled, type Spans } from '../telemetry/spans.ts';
import type { MethodName } from './method-names.ts';
import { MAX_WAIT_MS, type Waiting } from './waiting.ts';

/** What every call needs. */
export interface QueryParts {
  readonly policy: Policy;
  readonly runtime: RuntimeConfig;
  readonly replicas: Replicas;
  readonly states: ReplicaStates;
  readonly probing: Probing;
  readonly waiting: Waiting;
  readonly decisions: Decisions;
  readonly metrics: Metrics;
  readonly spans: Spans;
  readonly replyInfo: boolean;
  /** Whether the balancer is on its way out. */
  isDraining(): boolean;
  readonly nowMs: () => number;
}

/** One attempt at one replica. */
interface Attempt {
  readonly pickId: number;
  readonly replica: Replica;
  readonly span: Span | null;
  readonly startMs: number;
  readonly expected: Expectation;
}

/** When the policy was asked, when it had all to decide by (later, where it asks first), and when the query was sent, ms. */
interface PickTimes {
  readonly startMs: number;
  readonly decidedMs: number;
  readonly sentMs: number;
}

const MAX_ATTEMPTS = 2;
/** By so much may the client's clock and the way here differ from ours. */
const DEADLINE_SLACK_MS = 10;

export class Query {
  readonly #parts: QueryParts;
  readonly #call: RelayCall;
  readonly #method: MethodName;
  readonly #span: Span | null;
  readonly #traceId: string;
  #policy: PolicyOptions['policy'];
  #attempts = 0;
  #attempt: Attempt | null = null;
  #replica: Replica | null = null;
  /** When the wait for a replica began; null before it. */
  #waitFromMs: number | null = null;
  #leaveWaiting: () => void = () => {};
  #over = false;

  constructor(parts: QueryParts, call: RelayCall, method: MethodName) {
    this.#parts = parts;
    this.#call = call;
    this.#method = method;
    this.#policy = parts.runtime.options.policy;
    const header = (name: string) => call.header(name);
    this.#span = parts.spans.startServer(method, header, call.receivedAtMs);
    this.#traceId = this.#span?.spanContext().traceId ?? traceIdOf(call.header('traceparent'));
    if (parts.replyInfo) call.trailers = () => this.#trailers();
    call.onClose(() => this.#onClose());
  }

  /** Sends the call on its way. */
  start(nowMs: number): void {
    const { deadlineAtMs } = this.#call;
    if (deadlineAtMs !== null && deadlineAtMs <= nowMs) {
      this.#refuse('DEADLINE_EXCEEDED', 'the deadline had passed when the call arrived', 'deadline', nowMs);
      return;
    }
    this.#tryPick(nowMs);
  }

  /** `refusal` is what the excluded replica said: where there is no other one, the client is told that, not to wait. */
  #tryPick(nowMs: number, exclude?: string, refusal?: string): void {
    const pick = this.#parts.policy.pick(nowMs, exclude);
    if (pick.kind === 'probe_first') this.#askFirst(pick, nowMs, refusal);
    else this.#take(pick, nowMs, nowMs, refusal);
  }

  /** Synchronous mode: the choice waits for probes of this query's own. */
  #askFirst(pick: ProbeFirst, startMs: number, refusal: string | undefined): void {
    const { policy, probing, nowMs } = this.#parts;
    const cancel = probing.sendFirst(pick, this.#span, startMs, () => {
      this.#leaveWaiting = () => {};
      const decidedMs = nowMs();
      this.#take(policy.resolve(pick.pickId, decidedMs), startMs, decidedMs, refusal);
    });
    this.#leaveWaiting = () => {
      cancel();
      policy.onPickAbandoned(pick.pickId, nowMs());
    };
  }

  /** The policy has decided: it was asked at `startMs`. */
  #take(pick: Resolved, startMs: number, decidedMs: number, refusal: string | undefined): void {
    if (pick.kind === 'none' && refusal !== undefined) {
      this.#refuse('UNAVAILABLE', refusal, null, decidedMs);
      return;
    }
    if (pick.kind === 'none') {
      this.#wait(decidedMs);
      return;
    }
    const { replicas, probing, nowMs } = this.#parts;
    const sentMs = nowMs();
    const replica = replicas.get(pick.replica);
    if (replica === undefined) throw new Error(`the policy picked ${pick.replica}, which is no member`);
    this.#send(pick.pickId, replica, { startMs, decidedMs, sentMs });
    probing.send(pick.probe, this.#span, decidedMs);
  }

  #send(pickId: number, replica: Replica, { startMs, decidedMs, sentMs }: PickTimes): void {
    const { policy, spans, metrics, decisions, runtime } = this.#parts;
    this.#policy = runtime.options.policy;
    this.#attempts++;
    this.#replica = replica;
    const use = policy.lastUse();
    let exemplar: ReturnType<typeof exemplarOf>;
    if (this.#span !== null && isSampled(this.#span)) {
      const decision = policy.explain(pickId);
      if (decision !== null) exemplar = spans.pick(this.#span, decision, startMs, sentMs);
    }
    metrics.onPick(this.#policy, replica.member.id, use, sentMs - decidedMs, exemplar);
    decisions.add(pickId, this.#method.name, this.#traceId, decidedMs);
    const span = this.#span && spans.startClient(this.#span, this.#method, replica, this.#attempts, sentMs);
    const expected = metrics.hindsight.onPick(replica.member.id, policy.lastCandidates(), use);
    const attempt = { pickId, replica, span, startMs: decidedMs, expected };
    this.#attempt = attempt;
    const set = span === null ? {} : injectContext(span);
    this.#call.forward(replica.upstream, set, { end: end => this.#onAttemptEnd(attempt, end) });
  }

  #onAttemptEnd(attempt: Attempt, end: AttemptEnd): void {
    const nowMs = this.#parts.nowMs();
    this.#attempt = null;
    if (end.kind === 'unreached') this.#onUnreached(attempt, end, nowMs);
    else this.#onReached(attempt, end, nowMs);
  }

  #onReached(attempt: Attempt, end: Exclude<AttemptEnd, { kind: 'unreached' }>, nowMs: number): void {
    const { policy, states, decisions } = this.#parts;
    const status = end.kind === 'cancelled' ? this.#closedStatus(nowMs) : statusOf(end);
    const latencyMs = nowMs - attempt.startMs;
    const load = end.kind === 'answered' ? this.#loadFrom(end.trailers, attempt.span) : undefined;
    // An answer shows that the replica lives; a deadline or a cancel shows nothing.
    if (end.kind === 'answered') states.onHeard(attempt.replica.member.id, 'call', nowMs);
    const facts = { id: attempt.pickId, method: this.#method.name, traceId: this.#traceId };
    decisions.onEnd({ ...facts, status, durationMs: latencyMs }, nowMs);
    const byReplica = end.kind === 'answered' || end.kind === 'broken';
    policy.onQueryEnd(attempt.pickId, { status, latencyMs, byReplica, ...(load && { load }) }, nowMs);
    states.checkAsides(nowMs);
    this.#judge(attempt, status, latencyMs, load);
    if (attempt.span !== null) endCall(attempt.span, 'client', status, nowMs);
    this.#finish(status, nowMs);
  }

  #judge(
    { replica, expected }: Attempt,
    status: StatusName,
    latencyMs: number,
    load: LoadReport | undefined,
  ): void {
    const { hindsight } = this.#parts.metrics;
    const { id } = replica.member;
    if (load !== undefined) hindsight.onReport(id, load.latencyMs);
    hindsight.onEnd(expected, { replica: id, status, latencyMs, exemplar: exemplarOf(this.#span) });
  }

  /** Nobody saw the call: it goes once to another replica, if all of it is still here and there is time. */
  #onUnreached(attempt: Attempt, end: Extract<AttemptEnd, { kind: 'unreached' }>, nowMs: number): void {
    const { policy, metrics } = this.#parts;
    const { id } = attempt.replica.member;
    policy.onPickAbandoned(attempt.pickId, nowMs);
    if (attempt.span !== null) endCall(attempt.span, 'client', 'UNAVAILABLE', nowMs);
    this.#replica = null;
    if (!this.#call.open) {
      this.#finish(this.#closedStatus(nowMs), nowMs);
      return;
    }
    const said = `replica ${id} was not reached (${end.reason}): ${end.message}`;
    if (this.#attempts < MAX_ATTEMPTS && this.#call.replayable) {
      metrics.onRetry(end.reason);
      // One that refuses is there and stays; one whose connection broke may be back in time.
      this.#tryPick(nowMs, id, end.reason === 'refused' ? said : undefined);
      return;
    }
    this.#refuse('UNAVAILABLE', said, null, nowMs);
  }

  #loadFrom(trailers: readonly string[], span: Span | null): LoadReport | undefined {
    const report = readLoadTrailers(trailers);
    if (report === null) return undefined;
    if (report === 'invalid') {
      this.#parts.metrics.onInvalidReport('undecodable');
      return undefined;
    }
    return this.#parts.spans.withRef(report, span, 'trailer_used');
  }

  /** Nothing to pick: waits for a replica, a second in all; the relay itself ends a call at its deadline. */
  #wait(nowMs: number): void {
    this.#waitFromMs ??= nowMs;
    const leftMs = this.#waitFromMs + MAX_WAIT_MS - nowMs;
    const giveUp = () =>
      this.#refuse('UNAVAILABLE', 'no replica is connected', 'no_replica', this.#parts.nowMs());
    if (leftMs <= 0) {
      giveUp();
      return;
    }
    this.#leaveWaiting = this.#parts.waiting.enter(leftMs, {
      ready: () => this.#tryPick(this.#parts.nowMs()),
      expired: giveUp,
    });
  }

  #refuse(status: StatusName, message: string, reason: RefusedReason | null, nowMs: number): void {
    if (reason !== null) this.#parts.metrics.onRefused(reason);
    this.#finish(status, nowMs);
    this.#call.refuse(statusCode(status), message);
  }

  /** With no attempt under way to say so, the client went away, the deadline passed, or the drain's time was up. */
  #onClose(): void {
    if (this.#over || this.#attempt !== null) return;
    const { metrics, isDraining } = this.#parts;
    const nowMs = this.#parts.nowMs();
    const status = this.#closedStatus(nowMs);
    if (status === 'DEADLINE_EXCEEDED') metrics.onRefused('deadline');
    else if (isDraining()) metrics.onRefused('draining');
    this.#finish(status === 'CANCELLED' && isDraining() ? 'UNAVAILABLE' : status, nowMs);
  }

  /** A client that gives up at its deadline does so a moment before ours: that is no change of mind (envoy#6566). */
  #closedStatus(nowMs: number): StatusName {
    const { deadlineAtMs } = this.#call;
    const late = deadlineAtMs !== null && nowMs >= deadlineAtMs - DEADLINE_SLACK_MS;
    return late ? 'DEADLINE_EXCEEDED' : 'CANCELLED';
  }

  #finish(status: StatusName, nowMs: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#leaveWaiting();
    const durationMs = nowMs - this.#call.receivedAtMs;
    if (this.#span !== null) endCall(this.#span, 'server', status, nowMs);
    if (this.#replica !== null) count(this.#replica, status, durationMs, nowMs);
    this.#parts.metrics.onQuery({
      policy: this.#policy,
      replica: this.#replica?.member.id ?? null,
      status,
      durationMs,
      exemplar: exemplarOf(this.#span),
    });
  }

  #trailers(): [string, string][] {
    const trailers: [string, string][] = [['x-prequal-trace-id', this.#traceId]];
    if (this.#replica !== null) trailers.push(['x-prequal-replica', this.#replica.member.id]);
    return trailers;
  }
}

function count(replica: Replica, status: StatusName, durationMs: number, nowMs: number): void {
  replica.calls++;
  if (status !== 'OK') replica.errors++;
  replica.window.record(durationMs, nowMs);
}

function statusOf(end: Extract<AttemptEnd, { kind: 'answered' | 'broken' | 'deadline' }>): StatusName {
  return end.kind === 'deadline' ? 'DEADLINE_EXCEEDED' : statusName(end.status);
}
