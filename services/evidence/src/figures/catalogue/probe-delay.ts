// What if probes are slow?

import { atMost, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { PREQUAL } from '../policies.ts';
import { pointsInTrouble } from '../probe-trouble.ts';
import { levelsOf } from '../size.ts';

const DELAYS_MS = [0.1, 0.3, 1, 3, 10, 30, 45];

export const probeDelay: Figure = {
  id: 'probe-delay',
  title: 'Slow probes',
  question: 'How near must the replicas be?',
  setting:
    '100 clients, 100 equal replicas, load 1.27, mu 80 ms; probes are given up after 100 ms, in synchronous mode waited for 5 ms. Queries and answers take 0.3 ms.',
  xTitle: 'one way of a probe, ms',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'rifP99', 'fallback'],
  points: size => levelsOf(size, DELAYS_MS, [0.3, 30]).flatMap(x => pointsInTrouble(size, x, { probeMs: x })),
  checks: answers => [
    atMost({
      name: 'probe_delay_p99_at_30_over_0_3',
      claim: "Prequal's p99 where a probe takes 30 ms each way over that at 0.3 ms",
      value: ratio(answers.at(PREQUAL, 30, 'p99Ms'), answers.at(PREQUAL, 0.3, 'p99Ms')),
      limit: 1.1,
      quick: true,
    }),
  ],
};
