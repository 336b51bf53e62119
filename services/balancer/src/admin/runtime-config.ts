// The policy's options in force, and how they are changed while calls flow.

import type { Policy, PolicyOptions, Regime } from 'prequal';
import { PrequalConfigError } from 'prequal';
import type { Log } from 'program';
import { RUNTIME_KEYS } from '../settings.ts';

export class RuntimeConfig {
  readonly #policy: Policy;
  readonly #log: Log;
  #options: PolicyOptions;
  #generation = 0;
  #regime: Regime | null = null;

  constructor(policy: Policy, options: PolicyOptions, log: Log) {
    this.#policy = policy;
    this.#options = options;
    this.#log = log;
  }

  get options(): PolicyOptions {
    return this.#options;
  }

  /** How often the options were changed. */
  get generation(): number {
    return this.#generation;
  }

  /** Applies a partial change; throws PrequalConfigError and changes nothing when a key or value is not legal. */
  change(change: unknown, nowMs: number): void {
    if (typeof change !== 'object' || change === null || Array.isArray(change)) {
      throw new PrequalConfigError('body', JSON.stringify(change), 'an object of settings');
    }
    for (const [key, value] of Object.entries(change)) {
      if (RUNTIME_KEYS.has(key)) continue;
      throw new PrequalConfigError(key, value, [...RUNTIME_KEYS].join(', '));
    }
    this.#policy.configure(change, nowMs);
    this.#options = { ...this.#options, ...change };
    this.#generation++;
    this.#log.info(`configuration ${this.#generation}: ${JSON.stringify(change)}`);
    this.noteRegime(nowMs);
  }

  /** Logs the regime when it changed: with the options, or with the number of replicas. */
  noteRegime(nowMs: number): void {
    const { regime, poolCapacity, reuseBudget, replicas } = this.#policy.snapshot(nowMs);
    if (regime === this.#regime) return;
    this.#regime = regime;
    if (regime === null) return;
    const budget = reuseBudget?.toFixed(3) ?? 'none';
    this.#log.info(
      `regime ${regime}: ${replicas.length} replicas, pool capacity ${poolCapacity}, reuse budget ${budget}`,
    );
  }
}
