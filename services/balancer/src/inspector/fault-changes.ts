// What changed at a backend, in words: the text of a mark on the charts.

import { percent } from '../../web/format.js';
import type { BackendFaults } from './inspector-view.ts';

/** One phrase a fault that differs; empty when none does. */
export function faultChanges(before: BackendFaults, now: BackendFaults): string[] {
  const phrases: string[] = [];
  const until = (name: string): string => {
    const leftMs = now.remainingMs[name];
    return leftMs === undefined ? '' : ` for ${Math.max(1, Math.round(leftMs / 1000))} s`;
  };
  if (before.slowFactor !== now.slowFactor)
    phrases.push(now.slowFactor === 1 ? 'no longer slow' : `slow x${now.slowFactor}${until('slowFactor')}`);
  if (before.errorFraction !== now.errorFraction)
    phrases.push(
      now.errorFraction === 0
        ? 'no longer failing'
        : `fails ${percent(now.errorFraction)} with ${now.errorStatus}${until('errorFraction')}`,
    );
  if (before.frozen !== now.frozen)
    phrases.push(now.frozen ? `frozen${until('frozen')}` : 'no longer frozen');
  if (before.stopped !== now.stopped)
    phrases.push(now.stopped ? `stopped${until('stopped')}` : 'started again');
  if (before.capacityCores !== now.capacityCores) {
    const cores = `${now.capacityCores} ${now.capacityCores === 1 ? 'core' : 'cores'}`;
    phrases.push(now.capacityCores === now.coresAtStart ? `${cores} again` : cores + until('capacityCores'));
  }
  return phrases;
}
