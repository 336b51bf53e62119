// Every figure, in the order of the report: the paper's, then those that it does not have.

import { TABLE_FIGURES } from '../table/table-figures.ts';
import { balancers } from './catalogue/balancers.ts';
import { loadRamp } from './catalogue/fig-6-load-ramp.ts';
import { rules } from './catalogue/fig-7-rules.ts';
import { probeRate } from './catalogue/fig-8-probe-rate.ts';
import { qRif } from './catalogue/fig-9-q-rif.ts';
import { linear } from './catalogue/fig-10-linear.ts';
import { fleetSize } from './catalogue/fleet-size.ts';
import { frozenReplica } from './catalogue/frozen-replica.ts';
import { hotTies } from './catalogue/hot-ties.ts';
import { newcomer } from './catalogue/newcomer.ts';
import { probeCost } from './catalogue/probe-cost.ts';
import { probeDelay } from './catalogue/probe-delay.ts';
import { probeLoss } from './catalogue/probe-loss.ts';
import { sinkhole } from './catalogue/sinkhole.ts';
import { syncMode } from './catalogue/sync-mode.ts';
import type { Figure } from './figure.ts';

export const FIGURES: readonly Figure[] = [
  loadRamp,
  rules,
  probeRate,
  qRif,
  linear,
  fleetSize,
  balancers,
  syncMode,
  probeCost,
  probeLoss,
  probeDelay,
  hotTies,
  sinkhole,
  newcomer,
  frozenReplica,
];

/** Those, and what takes longer than all of them together. */
export const ALL_FIGURES: readonly Figure[] = [...FIGURES, ...TABLE_FIGURES];

/** The figure that goes by `id`. Throws RangeError when there is none. */
export function figureOf(id: string): Figure {
  const figure = ALL_FIGURES.find(each => each.id === id);
  if (figure === undefined) throw new RangeError(`there is no figure ${id}`);
  return figure;
}
