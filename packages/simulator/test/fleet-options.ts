// A small fleet for tests: what they do not name stays as it is here.

import type { SimulationOptions } from 'simulator';

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
