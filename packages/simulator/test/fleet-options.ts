// A small fleet for tests: what they do not name stays as it is here.

import { balancerDefaults, defaultOptions } from 'prequal';
import type { SimulationOptions } from 'simulator';

/** The mode of the library, and that of a balancer, when nobody says otherwise: their other defaults are the same. */
export const DEFAULT_MODES = [defaultOptions.mode, balancerDefaults.mode];

/** The three replicas behind one balancer that the lab is. */
export const labFleet = { replicas: 3, clients: 1, cores: 4, networkMs: 0.3 };

export const smallFleet = {
  seed: 3,
  durationMs: 10_000,
  replicas: 4,
  clients: 3,
  cores: 2,
  workMeanMs: 20,
  load: 200,
  policy: {},
} satisfies SimulationOptions;
