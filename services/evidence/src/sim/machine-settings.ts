// The machines of `npm run sim` beyond what a scenario says of them: speeds, spare cores, antagonists, work of another kind.

import { PrequalConfigError } from 'prequal';
import { choice, number, type Setting, type Values } from 'program';
import type { AntagonistOptions, FleetOptions, WorkName } from 'simulator';

const WORK: readonly WorkName[] = ['clipped_normal', 'exponential', 'pareto', 'constant'];
const MOST_SPEED = 1000;
/** Of its cores that an antagonist may leave a replica. */
const MOST_FACTOR = 1000;
const DAY_MS = 86_400_000;

const speeds: Setting<readonly number[]> = {
  read: (field, text) => {
    const range = `speeds above 0, up to ${MOST_SPEED}, comma separated`;
    return numbersOf(field, text, range, values => values.every(speed => speed <= MOST_SPEED));
  },
  default: [1],
  range: `a comma list, each above 0, up to ${MOST_SPEED}`,
  help: 'speeds of the replicas by turns, 1 = as the scenario says: 1,0.5 makes every second one half as fast, beside what events do',
};

const antagonist: Setting<AntagonistOptions | null> = {
  read: (field, text) => {
    const range = `CONTENDED_MS,FREE_MS,LEAST,MOST: times above 0, up to ${DAY_MS}, LEAST above 0, up to MOST, MOST up to ${MOST_FACTOR}`;
    const [contendedMs = 0, freeMs = 0, least = 0, most = 0] = numbersOf(
      field,
      text,
      range,
      ([contended = 0, free = 0, low = 0, high = 0, ...rest]) =>
        high >= low &&
        low > 0 &&
        high <= MOST_FACTOR &&
        contended <= DAY_MS &&
        free <= DAY_MS &&
        rest.length === 0,
    );
    return { contendedMs, freeMs, least, most };
  },
  default: null,
  range: 'CONTENDED_MS,FREE_MS,LEAST,MOST',
  help: 'what takes cores from each replica by phases of these mean lengths, leaving it LEAST to MOST times its own, never more than with its spare ones: 14000,26000,0.95,2',
};

export const machineSettings = {
  speeds,
  spareCores: number(0, 0, 1e6, 'cores that a replica may use beyond its own while no antagonist holds them'),
  antagonist,
  work: choice(
    'clipped_normal',
    WORK,
    'distribution of the work of a query; the mean is that of the scenario',
  ),
};

/** The same in the words of the simulator. */
export type Machines = Required<Pick<FleetOptions, 'speeds' | 'spareCores' | 'work'>> & {
  readonly antagonist?: AntagonistOptions;
};

export function machinesOf(config: Values<typeof machineSettings>): Machines {
  const { speeds, spareCores, antagonist, work } = config;
  return { speeds, spareCores, work, ...(antagonist === null ? {} : { antagonist }) };
}

/** Numbers above 0 that are `legal` together. */
function numbersOf(
  field: string,
  text: string,
  range: string,
  legal: (values: readonly number[]) => boolean,
): readonly number[] {
  const values = text.split(',').map(word => (word.trim() === '' ? Number.NaN : Number(word)));
  if (values.every(value => value > 0) && legal(values)) return values;
  throw new PrequalConfigError(field, text, range);
}
