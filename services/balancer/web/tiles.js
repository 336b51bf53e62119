// The numbers of now, each with one line beneath it, and what is in force.

import { byId, setText } from './dom.js';
import { duration, number, percent, rate } from './format.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */

/** @param {string} id @param {string} value @param {string} [detail] */
function show(id, value, detail) {
  setText(byId(id, HTMLElement), value);
  if (detail !== undefined) setText(byId(`${id}-detail`, HTMLElement), detail);
}

/** @param {State} state */
export function drawTiles({ rates, latency, threshold, pool, options, probeRateFactor, ...state }) {
  const prequal = options.policy === 'prequal';
  const errors = rates.errorFraction === null ? 'no calls' : `${percent(rates.errorFraction)} failed`;
  show('tile-calls', `${rate(rates.callsPerSecond)}/s`, errors);
  show('tile-p50', duration(latency.p50Ms), 'p50, half are faster');
  show('tile-p99', duration(latency.p99Ms), `p90 ${duration(latency.p90Ms)}`);
  const hot = pool.filter(entry => entry.hot).length;
  const quantile = `${options.qRif} quantile of RIF`;
  const limit = threshold === null ? number(null) : `${threshold} RIF`;
  show('tile-threshold', limit, prequal ? quantile : 'not used by this policy');
  const slots = state.poolCapacity === null ? number(null) : `${pool.length} of ${state.poolCapacity}`;
  show('tile-pool', slots, prequal ? `${pool.length - hot} cold, ${hot} hot` : otherPool(state));
  const reduced = probeRateFactor < 1 ? ` · rate ${percent(probeRateFactor)}` : '';
  show(
    'tile-probes',
    `${rate(rates.probesPerSecond)}/s`,
    `${number(rates.probesPerQuery, 1)} a call${reduced}`,
  );
  show('chip-policy', options.policy);
  show('chip-qrif', String(options.qRif));
  show('chip-regime', state.regime ?? 'none');
  show('chip-generation', String(state.generation));
}

/** @param {Pick<State, 'poolCapacity'>} state */
function otherPool({ poolCapacity }) {
  return poolCapacity === null ? 'not used by this policy' : 'ordered by score';
}
