// One run of the open loop: a scenario's calls sent at their times, its events applied, its checks judged.

import { replicasPerBackend } from 'load-tests/reply.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { createRng } from 'prequal';
import { Progress, type Screen } from 'program';
import { arrivals } from './arrivals.ts';
import { CallRecorder, type Ended } from './call-recorder.ts';
import { fireOnSchedule } from './fire-on-schedule.ts';
import type { Answer } from './greeter-client.ts';
import { type Report, reportOf } from './report.ts';
import { applyEvents } from './scenario-events.ts';
import { timeLeft } from './time-left.ts';

/** What a run needs from outside. */
export interface LoadOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  /** The name that the report gives to what was measured. */
  readonly policy: string;
  readonly controlUrls: readonly string[];
  /** One call; never rejects. */
  readonly call: () => Promise<Answer>;
  /** Where progress goes. */
  readonly screen: Screen;
  /** Ends the run early: no more calls, those in flight are waited for. */
  readonly signal: AbortSignal;
  /** Told of each call that ended, warm-up included. */
  readonly onEnded?: (ended: Ended) => void;
}

/**
 * A call that the generator would start later than this is not started but counted as dropped: a generator that cannot
 * keep its schedule must not look like a slow balancer. Below it, lateness is part of the measured latency.
 */
export const DROPPED_AFTER_MS = 200;

/** Runs the scenario to its end, or to `signal`; resolves when each started call has ended. */
export async function runLoad(options: LoadOptions): Promise<Report> {
  const { scenario, signal } = options;
  const { load, durationMs } = scenario;
  const recorder = new CallRecorder(
    scenario.checks,
    scenario.warmupMs,
    replicasPerBackend(options.controlUrls),
  );
  const startMs = performance.now();
  const elapsedMs = () => performance.now() - startMs;
  const progress = new Progress(options.screen, () => progressLine(scenario, elapsedMs(), recorder));
  const inFlight = new Set<Promise<void>>();
  const fire = (atMs: number, lateMs: number) => {
    if (lateMs > DROPPED_AFTER_MS) return recorder.drop(atMs);
    const call = options.call().then(answer => {
      const ended: Ended = { ...answer, atMs, latencyMs: elapsedMs() - atMs };
      recorder.end(ended);
      options.onEnded?.(ended);
      inFlight.delete(call);
    });
    inFlight.add(call);
  };
  const times = arrivals(load, durationMs, createRng(options.seed).child('arrivals'));
  const events = applyEvents(scenario.events, options.controlUrls, startMs, signal, line =>
    progress.say(line),
  );
  await fireOnSchedule(times, startMs, fire, signal);
  // The stream's last call is some time before the end; the run lasts as long as it says.
  await fireOnSchedule(Number.isFinite(durationMs) ? [durationMs] : [], startMs, () => undefined, signal);
  const untilMs = signal.aborted ? elapsedMs() : durationMs;
  await Promise.all(inFlight);
  const verdicts = [...recorder.verdicts(untilMs), ...(await events)];
  progress.close();
  return reportOf(options.policy, recorder.report(), verdicts, options.seed);
}

function progressLine({ name, durationMs }: Scenario, atMs: number, recorder: CallRecorder): string {
  const p99Ms = recorder.quantileMs(0.99);
  return [
    `${name}: ${timeLeft(atMs, durationMs)}`,
    `${recorder.calls} calls`,
    `${recorder.errors} errors`,
    `${recorder.dropped} dropped`,
    `p99 ${p99Ms === null ? '-' : `${Math.round(p99Ms)} ms`}`,
  ].join(', ');
}
