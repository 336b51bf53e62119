// Who plays in the scenario table: every rule that the balancer can run, Prequal in all its modes, and the references.

import { balancerDefaults, policyKnobs } from 'prequal';
import { OMNISCIENT_NAMES } from 'simulator';
import { baseline, ours, papers, type Setup } from '../figures/policies.ts';

export interface Entrant {
  /** The policy's name, and what differs from its defaults. */
  readonly name: string;
  /** prequal: ours, in one of its modes; rule: any other that a balancer can run; reference: no balancer can be that. */
  readonly kind: 'prequal' | 'rule' | 'reference';
  readonly setup: Setup;
}

export const POOL = 'prequal async';
export const SYNC = 'prequal sync';
export const AUTO = 'prequal auto';
export const MODES: readonly string[] = [POOL, SYNC, AUTO];
/** Prequal in the mode that the balancer has by default. */
export const DEFAULT_PREQUAL = { async: POOL, sync: SYNC, auto: AUTO }[balancerDefaults.mode];
export const SHORTEST_QUEUE = 'omniscient_shortest_queue';

/** Lives of a peak that p2c_peak_ewma is tried with, s: it is compared with the best of them over all cells. */
export const PEAK_EWMA_TAUS_S = [1, 3, 10, 30, 100];

export function peakEwmaName(tauS: number): string {
  return `p2c_peak_ewma ${tauS} s`;
}

const prequal: readonly Entrant[] = [
  { name: POOL, kind: 'prequal', setup: ours({ mode: 'async' }) },
  { name: SYNC, kind: 'prequal', setup: ours({ mode: 'sync' }) },
  { name: AUTO, kind: 'prequal', setup: ours({ mode: 'auto' }) },
];

const peakEwma = PEAK_EWMA_TAUS_S.map((tauS): Entrant => {
  const setup = baseline('p2c_peak_ewma', { peakEwmaTauMs: 1000 * tauS });
  return { name: peakEwmaName(tauS), kind: 'rule', setup };
});

/** Every other rule that a balancer can run. */
const others = policyKnobs.policy.choices
  .filter(name => name !== 'prequal' && name !== 'p2c_peak_ewma')
  .map((name): Entrant => ({ name, kind: 'rule', setup: baseline(name) }));

/** All of them; the paper's Prequal, known load from probes alone, is a rule like any other here. */
export const ENTRANTS: readonly Entrant[] = [
  ...prequal,
  { name: 'prequal paper', kind: 'rule', setup: papers() },
  ...peakEwma,
  ...others,
  ...OMNISCIENT_NAMES.map((name): Entrant => ({ name, kind: 'reference', setup: baseline(name) })),
];
