// What if probes get lost?

import { atMost, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { PREQUAL } from '../policies.ts';
import { pointsInTrouble } from '../probe-trouble.ts';
import { levelsOf } from '../size.ts';

const LOSSES = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

export const probeLoss: Figure = {
  id: 'probe-loss',
  title: 'Lost probes',
  question: 'What does a network cost that loses probes?',
  setting: '100 clients, 100 equal replicas, load 1.27, mu 80 ms. Queries and answers arrive.',
  xTitle: 'fraction of the probes lost',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'rifP99', 'probesPerQuery', 'fallback'],
  points: size => levelsOf(size, LOSSES, [0, 0.5]).flatMap(x => pointsInTrouble(size, x, { probeLoss: x })),
  checks: answers => [
    atMost({
      name: 'probe_loss_p99_at_half_over_none',
      claim: "Prequal's p99 with half of the probes lost over that with none lost",
      value: ratio(answers.at(PREQUAL, 0.5, 'p99Ms'), answers.at(PREQUAL, 0, 'p99Ms')),
      limit: 1.1,
      quick: true,
    }),
    atMost({
      name: 'probe_loss_failed_at_half',
      claim: 'Prequal: failed queries with half of the probes lost',
      value: answers.at(PREQUAL, 0.5, 'failed'),
      limit: 0,
      quick: true,
    }),
    atMost({
      name: 'probe_loss_fallback_at_half',
      claim:
        'Prequal: picks at random with half of the probes lost; three probes a query leave more than one answer',
      value: answers.at(PREQUAL, 0.5, 'fallback'),
      limit: 0.01,
    }),
  ],
};
