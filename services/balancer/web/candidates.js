// The reports that a decision compared, as a table; after a replay with what they would have been.

import { make } from './dom.js';
import { duration } from './format.js';

/** @typedef {import('../src/admin/decisions.ts').DecisionView} Decision */
/** @typedef {import('prequal').Replay} Replay */

/** @param {HTMLTableElement} table @param {Decision} decision @param {Replay | null} replay */
export function drawCandidates(table, decision, replay) {
  const heads = [
    'replica',
    'kind',
    'RIF',
    'reported',
    'for failures',
    'latency',
    'age',
    'uses left',
    'outcome',
  ];
  if (replay !== null) heads.push('replayed kind', 'replayed outcome');
  const row = make('tr', {}, ...heads.map(head => make('th', { scope: 'col' }, head)));
  table.tHead?.replaceChildren(row);
  const rows = decision.candidates.map((candidate, index) => {
    const { replica, rif, reportedRif, penalty, latencyMs, ageMs, usesLeft, hot } = candidate;
    const cells = [
      kindCell(hot),
      cell(String(rif)),
      cell(String(reportedRif)),
      cell(String(penalty)),
      cell(duration(latencyMs)),
      cell(duration(ageMs)),
      cell(String(usesLeft)),
      cell(outcome(replica, decision)),
    ];
    if (replay !== null)
      cells.push(kindCell(replay.candidates[index]?.hot ?? hot), cell(outcome(replica, replay)));
    const chosen = replica === (replay ?? decision).replica ? 'chosen' : null;
    return make('tr', { class: chosen }, make('th', { scope: 'row', class: 'mono' }, replica), ...cells);
  });
  const none = make('tr', {}, make('td', { colspan: String(heads.length) }, 'no report was compared'));
  table.tBodies[0]?.replaceChildren(...(rows.length > 0 ? rows : [none]));
}

/** @param {string} text */
function cell(text) {
  return make('td', {}, text);
}

/** @param {boolean} hot */
function kindCell(hot) {
  const kind = hot ? 'hot' : 'cold';
  return make('td', {}, make('span', { class: `tag ${kind}` }, kind));
}

/** @param {string} replica @param {{ replica: string, runnerUp: string | null }} result */
function outcome(replica, result) {
  if (replica === result.replica) return 'picked';
  return replica === result.runnerUp ? 'runner-up' : '';
}

/** The facts of a decision, as pairs of name and text. @param {Decision} decision @returns {[string, string][]} */
export function factsOf(decision) {
  const { policy, mode, rule, replica, runnerUp, threshold, qRif, regime, poolCapacity, candidates } =
    decision;
  const hot = candidates.filter(candidate => candidate.hot).length;
  return [
    ['rule', rule],
    ['picked', replica],
    ['runner-up', runnerUp ?? 'none'],
    ['threshold', threshold === null ? 'none' : String(threshold)],
    ['Q_RIF', qRif === null ? 'not used' : String(qRif)],
    ['pool', poolCapacity === null ? 'none' : `${candidates.length} of ${poolCapacity}, ${hot} hot`],
    ['policy', `${policy}, ${mode}`],
    ['regime', regime ?? 'none'],
    ['method', decision.method],
    [
      'ended',
      decision.status === null ? 'not yet' : `${decision.status} in ${duration(decision.durationMs)}`,
    ],
    ['probed by it', decision.probed.join(', ') || 'none'],
    ['trace id', decision.traceId],
  ];
}
