// What `npm run figures -- --table` adds to the report.

import type { Figure } from '../figures/figure.ts';
import { noisyFleet } from './noisy-fleet.ts';
import { scenarioTable } from './scenario-table.ts';

export const TABLE_FIGURES: readonly Figure[] = [scenarioTable, noisyFleet];
