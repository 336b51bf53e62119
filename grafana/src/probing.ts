// What does probing cost, and what becomes of it? Its CPU is measured by `npm run bench -- --probing`, not here.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './board.ts';
import { figure, graph } from './panel.ts';
import { quantileOf, rateOf } from './promql.ts';
import { timeOfProbes } from './shared-panels.ts';

const PROBES = 'prequal_probes_total';
const BYTES = 'prequal_probe_bytes_total';
const CALLS = rateOf('prequal_queries_total');

export function probing(): Dashboard {
  return board({
    uid: 'prequal-probing',
    title: 'Probing cost',
    description: 'What does probing cost, and what becomes of it?',
    panels: [...figures(), ...traffic(), ...use()],
  });
}

function figures() {
  return [
    figure({
      title: 'Probes a call',
      shows: 'Probes over calls. While calls are rare, probes keep the pool fresh by themselves.',
      healthy: 'R_PROBE (3), above it below a few calls a second',
      sick: 'far above under load: probing without need',
      unit: 'short',
      span: 6,
      queries: [{ expr: `${rateOf(PROBES)} / ${CALLS}`, legend: 'probes' }],
    }),
    figure({
      title: 'Bytes a call',
      shows: 'Bytes of the messages of probes, both ways, over calls; headers are not counted.',
      healthy: 'R_PROBE times 25 to 45',
      sick: 'more than that: see Probes a call',
      unit: 'bytes',
      span: 6,
      queries: [{ expr: `${rateOf(BYTES)} / ${CALLS}`, legend: 'bytes' }],
    }),
    figure({
      title: 'Lost',
      shows: 'Share of the probes that brought no report.',
      healthy: '0 %',
      sick: 'above 5 %: replicas are frozen, overloaded or gone',
      unit: 'percentunit',
      span: 6,
      queries: [
        { expr: `${rateOf(PROBES, { where: 'outcome!="ok"' })} / ${rateOf(PROBES)}`, legend: 'lost' },
      ],
    }),
    figure({
      title: 'A decision, p99',
      shows: 'What the pick itself takes, at most for 99 of 100 calls.',
      healthy: 'microseconds',
      sick: 'above 100 us: the process is starved, or has thousands of replicas',
      unit: 's',
      span: 6,
      queries: [{ expr: quantileOf(0.99, 'prequal_pick_duration_seconds'), legend: 'p99' }],
    }),
  ];
}

function traffic() {
  return [
    graph({
      title: 'Probes by outcome',
      shows: 'Probes a second by how they ended.',
      healthy: 'ok alone, R_PROBE times the calls',
      sick: 'timeout or error above 5 %; unimplemented: a replica without the probe service',
      unit: 'ops',
      span: 12,
      stacked: true,
      queries: [{ expr: rateOf(PROBES, { by: 'outcome' }), legend: '{{outcome}}' }],
    }),
    graph({
      title: 'Probes that were due and not sent',
      shows: 'A second, by what held them back: too many under way, too many a second, or trouble (backoff).',
      healthy: 'none up to PROBE_MAX_PER_SECOND a replica',
      sick: 'backoff (probes time out, or the process stalls), steady in_flight',
      unit: 'ops',
      span: 12,
      stacked: true,
      queries: [{ expr: rateOf('prequal_probes_skipped_total', { by: 'reason' }), legend: '{{reason}}' }],
    }),
    timeOfProbes({ span: 12 }),
    graph({
      title: 'Bytes of probes',
      shows: 'Bytes a second of the messages, by direction; headers and TCP are not counted.',
      healthy: '5 bytes a request, 20 to 40 a response',
      sick: 'nothing by itself: it follows the probes',
      unit: 'Bps',
      span: 12,
      stacked: true,
      queries: [{ expr: rateOf(BYTES, { by: 'direction' }), legend: '{{direction}}' }],
    }),
  ];
}

function use() {
  return [
    graph({
      title: 'What became of reports',
      shows:
        'Reports a second that left the pool, by reason: newer came (replaced), all picks served (exhausted), taken out as oldest or worst in turn, too old (expired), displaced (evicted), or the replica failed or left.',
      healthy: 'replaced, exhausted, oldest and worst by far',
      sick: 'many expired under load (too rare to be of use), many evicted (more than the pool can hold)',
      unit: 'ops',
      span: 8,
      stacked: true,
      queries: [{ expr: rateOf('prequal_probe_removals_total', { by: 'reason' }), legend: '{{reason}}' }],
    }),
    graph({
      title: 'Picks that asked first',
      shows:
        'Only in the modes sync and auto: picks a second that waited for probes of their own, by what they were made on in the end.',
      healthy: 'answers nearly alone; none in the mode async',
      sick: 'random or pool beyond one in a hundred: SYNC_WAIT_MS is too short for the network, or probes are lost',
      unit: 'ops',
      span: 8,
      stacked: true,
      queries: [{ expr: rateOf('prequal_sync_picks_total', { by: 'basis' }), legend: '{{basis}}' }],
    }),
    graph({
      title: 'Time of a decision',
      shows: 'What the pick itself takes, probes apart. Each dot leads to the trace of a call.',
      healthy: 'microseconds',
      sick: 'p99 above 100 us: the process is starved, or has thousands of replicas',
      unit: 's',
      span: 8,
      queries: [
        { expr: quantileOf(0.5, 'prequal_pick_duration_seconds'), legend: 'p50' },
        { expr: quantileOf(0.99, 'prequal_pick_duration_seconds'), legend: 'p99', exemplars: true },
      ],
    }),
  ];
}
