// The life of one call in a client: picked, sent, ended, and told to the policy at each step. It outlasts every picker.

import * as grpc from '@grpc/grpc-js';
import type { Policy, QueryEnd } from 'prequal';
import type { ClientProbing } from './client-probing.ts';
import {
  type PickArgs,
  type Picker,
  type PickResult,
  PickResultType,
  QUEUED,
} from './grpc-js-experimental.ts';
import { LATENCY_TRAILER, RIF_TRAILER, readLoadTrailers } from './wire.ts';

/** Time for a picked call to be sent, call credentials included; grpc-js does not tell when it gives up before. */
const UNSENT_MS = 5000;

interface UnsentPick {
  readonly replica: string;
  readonly atMs: number;
}

export interface ClientCallsOptions {
  readonly policy: Policy;
  readonly probing: Pick<ClientProbing, 'send' | 'wake'>;
  readonly nowMs: () => number;
}

export class ClientCalls {
  readonly #options: ClientCallsOptions;
  /** By pick id, the oldest first. */
  readonly #unsent = new Map<number, UnsentPick>();
  #asideChanges = 0;

  constructor(options: ClientCallsOptions) {
    this.#options = options;
  }

  /** Lets the policy choose among the replicas of `pickers`, and that replica's own picker give the connection. */
  pick(args: PickArgs, pickers: ReadonlyMap<string, Picker>): PickResult {
    const { policy, probing } = this.#options;
    const nowMs = this.#options.nowMs();
    this.#giveUpOld(nowMs);
    const pick = policy.pick(nowMs);
    if (pick.kind !== 'picked') return QUEUED;
    const { pickId, replica } = pick;
    probing.send(pick.probe);
    const result = pickers.get(replica)?.pick(args) ?? QUEUED;
    if (result.pickResultType !== PickResultType.COMPLETE) {
      policy.onPickAbandoned(pickId, nowMs);
      return result;
    }
    this.#unsent.set(pickId, { replica, atMs: nowMs });
    return {
      ...result,
      onCallStarted: () => {
        this.#unsent.delete(pickId);
        result.onCallStarted?.();
      },
      onCallEnded: (code, details, trailers) => {
        this.#onEnd(pickId, nowMs, code, trailers);
        result.onCallEnded?.(code, details, trailers);
      },
    };
  }

  /** Its connection is lost: calls picked for it and not sent yet are picked for again. */
  onDisconnected(replica: string): void {
    const nowMs = this.#options.nowMs();
    for (const [pickId, unsent] of this.#unsent) if (unsent.replica === replica) this.#giveUp(pickId, nowMs);
  }

  #onEnd(pickId: number, startMs: number, code: grpc.status, trailers: grpc.Metadata): void {
    const { policy, probing } = this.#options;
    const nowMs = this.#options.nowMs();
    policy.onQueryEnd(pickId, queryEnd(code, trailers, nowMs - startMs), nowMs);
    if (policy.asideChanges === this.#asideChanges) return;
    this.#asideChanges = policy.asideChanges;
    // One that was set aside is to be let back in on time.
    probing.wake();
  }

  #giveUpOld(nowMs: number): void {
    for (const [pickId, { atMs }] of this.#unsent) {
      if (nowMs - atMs < UNSENT_MS) return;
      this.#giveUp(pickId, nowMs);
    }
  }

  #giveUp(pickId: number, nowMs: number): void {
    this.#unsent.delete(pickId);
    this.#options.policy.onPickAbandoned(pickId, nowMs);
  }
}

/** What the end of a call says. A deadline or a cancel of this client's own brings no trailers; a replica's brings its load. */
function queryEnd(code: grpc.status, trailers: grpc.Metadata, latencyMs: number): QueryEnd {
  const status = grpc.status[code] ?? 'UNKNOWN';
  const givenUp = code === grpc.status.DEADLINE_EXCEEDED || code === grpc.status.CANCELLED;
  const byReplica = !givenUp || Object.keys(trailers.getMap()).length > 0;
  const load = loadOf(trailers);
  return { status, latencyMs, byReplica, ...(load && { load }) };
}

function loadOf(trailers: grpc.Metadata): QueryEnd['load'] {
  const raw = [RIF_TRAILER, LATENCY_TRAILER].flatMap(name =>
    trailers.get(name).flatMap(value => [name, String(value)]),
  );
  const load = readLoadTrailers(raw);
  return load === null || load === 'invalid' ? undefined : load;
}
