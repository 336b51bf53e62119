// How does a report reach the rule? Checked, counted when it cannot be true, and stood in for where a replica is silent.

import type { EstimatorName } from './estimator.ts';
import type { Member } from './fleet.ts';
import { type InvalidReason, invalidReason, type LoadReport } from './load-report.ts';
import { LocalLoad } from './local-load.ts';
import type { QueryEnd } from './policy.ts';
import type { ProbeScheduler } from './probe-scheduler.ts';
import type { LoadSource, ProbeFailure } from './vocabulary.ts';

/** Whoever is to hear of reports that are believed. */
type OnReport = (member: Member, report: LoadReport, source: LoadSource, nowMs: number) => void;

export class Reports {
  readonly invalid: Record<InvalidReason, number> = { rif: 0, latency: 0, utilization: 0 };
  readonly #probing: ProbeScheduler;
  readonly #onReport: OnReport;
  readonly #local = new LocalLoad();
  #estimator: EstimatorName;

  constructor(probing: ProbeScheduler, estimator: EstimatorName, onReport: OnReport) {
    this.#probing = probing;
    this.#estimator = estimator;
    this.#onReport = onReport;
  }

  setEstimator(estimator: EstimatorName): void {
    if (estimator !== this.#estimator) this.#local.clear();
    this.#estimator = estimator;
  }

  /** Answers for the silent ones of `members` at once and returns the ids of those that are to be asked. */
  ask(members: readonly Member[], nowMs: number): string[] {
    const ids: string[] = [];
    for (const member of members) if (!this.#standsIn(member, nowMs)) ids.push(member.id);
    return ids;
  }

  onReply(member: Member, load: LoadReport, nowMs: number): void {
    if (this.#rejects(load)) {
      this.onFailure(member, 'invalid', nowMs);
      return;
    }
    this.#probing.onReply(member, nowMs);
    this.#report(member, load, 'probe', nowMs);
  }

  onFailure(member: Member, cause: ProbeFailure, nowMs: number): void {
    this.#probing.onFailure(member, cause, nowMs);
    this.#standsIn(member, nowMs);
  }

  /** A query ended at `member`, which had `tag` of ours in flight when it started, itself included. */
  onQueryEnd(member: Member, tag: number, end: QueryEnd, nowMs: number): void {
    this.#local.record(member, end.latencyMs, tag, end.status === 'OK', nowMs);
    // Deviation [trailers]: load that comes with an answer counts like a probe's reply.
    if (end.load !== undefined && !this.#rejects(end.load)) this.#report(member, end.load, 'trailer', nowMs);
    else this.#standsIn(member, nowMs);
  }

  forget(member: Member): void {
    this.#local.forget(member);
  }

  /** Whether `member` answers no probes, so that our own counts stand in for it. */
  #standsIn(member: Member, nowMs: number): boolean {
    if (!this.#probing.isSilent(member, nowMs)) return false;
    const report = this.#local.standIn(member, this.#estimator, nowMs);
    if (report !== null) this.#report(member, report, 'local', nowMs);
    return true;
  }

  /** Whether `report` cannot be true. An impossible report is counted and dropped, so that it cannot attract queries. */
  #rejects(report: LoadReport): boolean {
    const reason = invalidReason(report);
    if (reason !== null) this.invalid[reason]++;
    return reason !== null;
  }

  #report(member: Member, report: LoadReport, source: LoadSource, nowMs: number): void {
    member.onReport(report, source, nowMs);
    this.#onReport(member, report, source, nowMs);
  }
}
