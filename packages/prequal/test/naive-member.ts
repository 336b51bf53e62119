// What should the policy know of one replica, and hold of one report? Everything that follows is worked out when it is asked for.

import assert from 'node:assert/strict';
import type { Estimator } from '../src/estimator.ts';
import type { LoadReport } from '../src/load-report.ts';
import type { PolicyOptions } from '../src/options.ts';
import type { LoadSource } from '../src/vocabulary.ts';
import { NaiveConduct } from './naive-conduct.ts';

export class NaiveMember {
  readonly id: string;
  allowed = false;
  inFlight = 0;
  report: LoadReport | null = null;
  source: LoadSource | null = null;
  reportedAtMs = Number.NaN;
  sentSinceReport = 0;
  silentUntilMs = Number.NEGATIVE_INFINITY;
  newcomer = false;
  local: Estimator | null = null;
  readonly conduct = new NaiveConduct();
  readonly picks: Record<string, number> = {};
  readonly removals: Record<string, number> = {};

  constructor(id: string) {
    this.id = id;
  }

  get eligible(): boolean {
    return this.allowed && !this.conduct.barred;
  }
}

export class NaiveEntry {
  readonly member: NaiveMember;
  readonly report: LoadReport;
  readonly source: LoadSource;
  readonly receivedAtMs: number;
  readonly penalty: number;
  readonly #options: () => PolicyOptions;
  /** Queries sent on it, whatever rule sent them. */
  sent = 0;
  uses = 0;
  /** Picks that it may serve in all; null until the policy has drawn it. */
  budget: number | null = null;

  constructor(member: NaiveMember, options: () => PolicyOptions, nowMs: number) {
    assert.ok(member.report !== null && member.source !== null);
    this.member = member;
    this.report = member.report;
    this.source = member.source;
    this.receivedAtMs = member.reportedAtMs;
    this.penalty = member.conduct.penalty(nowMs);
    this.#options = options;
  }

  get rif(): number {
    return this.report.rif + this.penalty + this.sent;
  }

  get latencyMs(): number {
    const { rif, latencyMs } = this.report;
    const raised = this.#options().estimator === 'scaled' ? this.rif : rif + this.penalty;
    return (latencyMs ?? Number.POSITIVE_INFINITY) * ((raised + 1.25) / (rif + 1.25));
  }

  get trial(): boolean {
    if (this.member.conduct.state === 'trial') return true;
    return this.report.latencyMs === null && this.rif === 0 && this.member.inFlight === 0;
  }

  get usesLeft(): number {
    return (this.budget ?? Number.NaN) - this.uses;
  }
}
