// A Policy that is only reached through grpc-js: choices are made by the load balancer's pickers, ends told by their hooks,
// members and connections by the channel. So the contract of policies can be run on all that lies in between.

import assert from 'node:assert/strict';
import * as grpc from '@grpc/grpc-js';
import type { Pick, Policy, PolicyOptions, QueryEnd, Wake } from 'prequal';
import { loadTrailers } from 'prequal-grpc';
import { type PickResult, PickResultType } from '../src/grpc-js-experimental.ts';
import { clientDefaults, PrequalConfig } from '../src/prequal-config.ts';
import { PrequalLoadBalancer } from '../src/prequal-load-balancer.ts';
import { endpoints, FakeChannel } from './fake-channel.ts';

class PolicyOverGrpc {
  readonly #channel = new FakeChannel();
  readonly #inner: Policy;
  readonly #balancer: PrequalLoadBalancer;
  readonly #open = new Map<number, PickResult>();
  /** Replicas asked by the load balancer, whose answers the contract is to give. */
  readonly #asked = new Set<string>();
  #options: PolicyOptions;
  #addresses: readonly string[] = [];
  #nowMs = 0;
  #exclude: string | undefined;
  #picked: Pick | null = null;
  #woken: Wake = { probe: [], wakeAtMs: Number.POSITIVE_INFINITY };
  #timer: (() => void) | undefined;

  constructor(inner: Policy) {
    this.#inner = inner;
    this.#options = inner.snapshot(0).options;
    this.#balancer = new PrequalLoadBalancer(this.#channel.helper, {
      createPolicy: () => this.#watched(),
      createProber: () => ({
        probe: ({ replica }) => this.#ask(replica),
        forget: replica => this.#loseProbe(replica),
        close: () => {},
      }),
      nowMs: () => this.#nowMs,
      startTimer: run => {
        this.#timer = run;
        return () => {
          this.#timer = undefined;
        };
      },
    });
  }

  pick(nowMs: number, exclude?: string): Pick {
    this.#nowMs = nowMs;
    this.#exclude = exclude;
    const result = this.#channel.pick();
    if (result?.pickResultType !== PickResultType.COMPLETE) return { kind: 'none', reason: 'no_replica' };
    assert.ok(this.#picked?.kind === 'picked');
    assert.equal(
      result.subchannel?.getAddress(),
      this.#picked.replica,
      'the call goes where the policy says',
    );
    this.#open.set(this.#picked.pickId, result);
    result.onCallStarted?.();
    return { ...this.#picked, probe: this.#takeAsked() };
  }

  onQueryEnd(pickId: number, { status, load }: QueryEnd, nowMs: number): void {
    this.#nowMs = nowMs;
    const trailers = new grpc.Metadata();
    for (const [name, value] of Object.entries(load ? loadTrailers(load) : {})) trailers.set(name, value);
    this.#open.get(pickId)?.onCallEnded?.(grpc.status[status as keyof typeof grpc.status], '', trailers);
  }

  setReplicas(ids: readonly string[], nowMs: number): void {
    this.#addresses = ids;
    this.#update(nowMs);
  }

  setEligible(id: string, eligible: boolean, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#channel.turn(id, eligible ? 'READY' : 'IDLE');
  }

  configure(change: Partial<PolicyOptions>, nowMs: number): void {
    this.#options = { ...this.#options, ...change };
    this.#update(nowMs);
  }

  onWake(nowMs: number): Wake {
    this.#nowMs = nowMs;
    this.#timer?.();
    return { ...this.#woken, probe: this.#takeAsked() };
  }

  /** The contract answers each replica once, and sooner than this promise could. */
  #ask(replica: string): Promise<never> {
    this.#loseProbe(replica);
    this.#asked.add(replica);
    return new Promise(() => {});
  }

  #loseProbe(replica: string): void {
    if (this.#asked.delete(replica)) this.#inner.onProbeFailure(replica, 'unreached', this.#nowMs);
  }

  #takeAsked(): string[] {
    const asked = [...this.#asked];
    this.#asked.clear();
    return asked;
  }

  #update(nowMs: number): void {
    this.#nowMs = nowMs;
    const config = new PrequalConfig(this.#options, clientDefaults);
    assert.ok(this.#balancer.updateAddressList(endpoints(this.#addresses), config, {}, ''));
  }

  /** The policy as the load balancer sees it. A picker of gRPC excludes nobody: whom the contract excludes is put in here. */
  #watched(): Policy {
    return withOwn(this.#inner, {
      pick: nowMs => {
        this.#picked = this.#inner.pick(nowMs, this.#exclude);
        return this.#picked;
      },
      onWake: nowMs => {
        this.#woken = this.#inner.onWake(nowMs);
        return this.#woken;
      },
    });
  }
}

/** `inner` behind a load balancer. What gRPC has no part in, such as snapshots, is asked of `inner` itself. */
export function policyOverGrpc(inner: Policy): Policy {
  const over = new PolicyOverGrpc(inner);
  return withOwn(inner, {
    pick: (nowMs, exclude) => over.pick(nowMs, exclude),
    onQueryEnd: (pickId, end, nowMs) => over.onQueryEnd(pickId, end, nowMs),
    setReplicas: (ids, nowMs) => over.setReplicas(ids, nowMs),
    setEligible: (id, eligible, nowMs) => over.setEligible(id, eligible, nowMs),
    configure: (change, nowMs) => over.configure(change, nowMs),
    onWake: nowMs => over.onWake(nowMs),
  });
}

function withOwn(inner: Policy, own: Partial<Policy>): Policy {
  return new Proxy(inner, {
    get: (target, key) => {
      const value: unknown = Reflect.get(own, key) ?? Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
