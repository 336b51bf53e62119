// What is a probe worth, where every answer brings the load anyway?

import { atMost, largest, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { mixedFleet, queriesAt, serviceFleet } from '../fleets.ts';
import { pooled } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

/** No probe but one of each replica as it joins, idle ones neither: from then on load is known from answers alone. */
const NONE = 'none';
const RATES = [NONE, 0, 0.25, 0.5, 1, 2, 3, 5] as const;
const LARGE = '100 clients, 100 replicas';
const SMALL = '10 balancers, 20 replicas';
const ONE = '1 balancer, 20 replicas';

export const probeCost: Figure = {
  id: 'probe-cost',
  title: 'What a probe is worth',
  question: 'What do more probes per query gain, where every answer brings the load anyway?',
  setting:
    "Every second replica half as fast, load 0.9, mu 50 ms, 6.47 cores. At 0 a client asks a few replicas where it asked none for half a second; at 'none' only a replica that joins, once: from then on answers alone tell the load, and a client of many knows few replicas, those that it was sent to.",
  xTitle: 'R_PROBE',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'p999Ms', 'rifP99', 'probesPerQuery', 'fallback'],
  points: size =>
    levelsOf(size, RATES, [0, 1, 3] as const).flatMap(x => {
      const setup = pooled(x === NONE ? { rProbe: 0, probeIdleMs: 0 } : { rProbe: x });
      const time = (full: number, quick: number) => lasting(size, { warmup: 5, full, quick });
      return [
        { series: LARGE, x, options: { ...queriesAt(0.9, mixedFleet(50)), ...time(8, 3), ...setup } },
        { series: SMALL, x, options: { ...queriesAt(0.9, serviceFleet(10)), ...time(50, 12), ...setup } },
        { series: ONE, x, options: { ...queriesAt(0.9, serviceFleet(1)), ...time(50, 12), ...setup } },
      ];
    }),
  checks: answers => [
    atMost({
      name: 'probe_cost_p99_at_3_over_1',
      claim: '100 clients, 100 replicas: p99 with 3 probes per query over that with 1',
      value: ratio(answers.at(LARGE, 3, 'p99Ms'), answers.at(LARGE, 1, 'p99Ms')),
      limit: 1.02,
    }),
    atMost({
      name: 'probe_cost_failed_at_0',
      claim: 'R_PROBE 0: failed queries in any of the fleets',
      value: largest(answers.series.map(series => answers.at(series, 0, 'failed'))),
      limit: 0,
      quick: true,
    }),
    atMost({
      name: 'probe_cost_failed_without_any_probe',
      claim: 'no probe but as a replica joins: failed queries in any of the fleets',
      value: largest(answers.series.map(series => answers.at(series, NONE, 'failed'))),
      limit: 0,
    }),
  ],
};
