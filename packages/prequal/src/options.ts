// Every knob of the policy: meaning, unit, range, default. The only place where these numbers stand.

/** A wrong option or setting. One line: code, field, value, legal range. */
export class PrequalConfigError extends Error {
  readonly code = 'ERR_PREQUAL_CONFIG';
  readonly field: string;
  readonly value: unknown;
  readonly range: string;

  constructor(field: string, value: unknown, range: string) {
    super(`ERR_PREQUAL_CONFIG: ${field}=${inOneLine(value)} is outside ${range}`);
    this.field = field;
    this.value = value;
    this.range = range;
  }
}

/** Whatever came in (JSON of strangers, too) as one line of text. */
function inOneLine(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/\s+/g, ' ');
}

/** A numeric knob: its default and closed range. */
export interface NumberKnob {
  readonly kind: 'number' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly help: string;
}

/** A knob with a closed set of words. */
export interface ChoiceKnob<Word extends string = string> {
  readonly kind: 'choice';
  readonly default: Word;
  readonly choices: readonly Word[];
  readonly help: string;
}

export type Knob = NumberKnob | ChoiceKnob;

function number(init: number, min: number, max: number, help: string): NumberKnob {
  return { kind: 'number', default: init, min, max, help };
}

function integer(init: number, min: number, max: number, help: string): NumberKnob {
  return { kind: 'integer', default: init, min, max, help };
}

function choice<const Word extends string>(choices: readonly Word[], help: string): ChoiceKnob<Word> {
  const [first] = choices;
  if (first === undefined) throw new RangeError('a choice needs a word');
  return { kind: 'choice', default: first, choices, help };
}

const DAY_MS = 86_400_000;

/** The policy's knobs by option name; the variable is the same name in capitals (`qRif` is `Q_RIF`). The first choice is the default. */
export const policyKnobs = {
  policy: choice(
    [
      'prequal',
      'random',
      'round_robin',
      'weighted_round_robin',
      'least_loaded',
      'least_loaded_po2c',
      'yarp_po2c',
      'linear',
      'c3',
      'p2c_peak_ewma',
      'grpc_js_wrr',
    ],
    'the rule that picks',
  ),
  mode: choice(
    ['async', 'sync', 'auto'],
    'async: probes run beside the traffic and serve later queries; sync: each query waits for probes of its own (Prequal §4); auto: sync where the pool is too stale; for prequal alone',
  ),
  estimator: choice(
    ['scaled', 'median'],
    'scaled: latency rescaled to the current RIF, also when a query is sent; median: as in the paper (§4)',
  ),
  // Deviation [q-rif]: 0.84 in most of the paper's experiments (§5), 0.75 in that of Fig. 7.
  qRif: number(
    0.75,
    0,
    1,
    'quantile of the RIF distribution above which a replica is hot; 0 RIF only, 1 latency only (§4)',
  ),
  hotTies: choice(
    ['cold', 'hot'],
    'what a RIF equal to the threshold is (§4 reads cold, §5.3 hot); above a Q_RIF of 0.9 ESTIMATOR=median needs hot',
  ),
  rifHistory: integer(128, 1, 65_536, 'reported RIFs behind the threshold'),
  rProbe: number(3, 0, 100, 'probes per query; fractions and 0 are legal (§4)'),
  rRemove: number(
    1,
    0,
    100,
    'pool entries removed per query, oldest and worst in turn; fractions are legal (§4)',
  ),
  poolSize: integer(16, 1, 1024, 'entries that the pool holds at most (§4)'),
  delta: number(1, 0.001, 1000, 'by how much the supply of probes exceeds their use (§4, Eq. 1)'),
  reuseMax: integer(32, 1, 1_000_000, 'picks that one entry serves at most, whatever Eq. 1 says'),
  minPool: integer(
    2,
    1,
    1024,
    'entries below which the pick is random (§4); with fewer replicas, or a smaller pool, as many as there can be',
  ),
  linearLambda: number(0.5, 0, 1, 'linear: weight of RIF against latency; 1 RIF only (§5.2, appendix A)'),
  // Deviation [linear-alpha]: nobody reports the median time at RIF 1, so it is given; 75 ms in appendix A.
  linearAlphaMs: number(
    75,
    0.001,
    DAY_MS,
    'linear: what one request in flight weighs, ms: the median time of a query that is alone (appendix A)',
  ),
  fleetClients: integer(
    1,
    1,
    1_000_000,
    'c3: clients of the fleet, this one included: n of its score (§5.2)',
  ),
  peakEwmaTauMs: number(10_000, 1, DAY_MS, 'p2c_peak_ewma: mean life of a peak, ms'),
  probeMaxAgeMs: number(1000, 1, DAY_MS, 'age at which an entry is dropped, ms (§4)'),
  // Deviation [probe-timeout]: 3 ms at YouTube, 1 ms elsewhere (§3); nobody waits for a probe here, but for SYNC_WAIT_MS.
  probeTimeoutMs: number(100, 1, 60_000, 'time after which a probe has failed, ms'),
  // Deviation [probe-idle]: the paper gives no value.
  probeIdleMs: number(
    500,
    0,
    DAY_MS,
    'time without a probe after which max(MIN_POOL, R_PROBE) are sent, whether or not queries come, ms; 0 never (§4)',
  ),
  pollMs: number(500, 10, DAY_MS, 'how often rules that poll ask every replica, ms (§5.2)'),
  syncProbes: integer(
    3,
    2,
    100,
    'probes that a query sends first in sync mode (§4: at least 2, usually 3 to 5)',
  ),
  syncWaitMs: number(5, 0.1, 60_000, 'time that a query waits for their answers at most, ms'),
  probeMaxInFlight: integer(64, 1, 100_000, 'probes in flight at most'),
  probeMaxPerSecond: number(200, 0.1, 1_000_000, 'probes per second to one replica at most'),
  // None where nobody asks, as in a simulation: what only `explain` needs is not written down then.
  decisions: integer(1000, 0, 1_000_000, 'decisions kept for `explain`'),
} as const;

type KnobValue<K> = K extends ChoiceKnob<infer Word> ? Word : number;

/** All options with their values in force. */
export type PolicyOptions = {
  readonly [Name in keyof typeof policyKnobs]: KnobValue<(typeof policyKnobs)[Name]>;
};

/** The legal range of a knob in words, as errors and `--help` show it. */
export function rangeOf(knob: Knob): string {
  return knob.kind === 'choice' ? knob.choices.join(', ') : `${knob.min} to ${knob.max}`;
}

/** Throws PrequalConfigError unless `value` is legal for `knob`; `field` is the name to show. */
export function checkKnob(field: string, knob: Knob, value: unknown): void {
  if (knob.kind === 'choice') {
    if (typeof value === 'string' && knob.choices.includes(value)) return;
  } else if (typeof value === 'number' && value >= knob.min && value <= knob.max) {
    if (knob.kind === 'number' || Number.isInteger(value)) return;
    throw new PrequalConfigError(field, value, `the integers ${rangeOf(knob)}`);
  }
  throw new PrequalConfigError(field, value, rangeOf(knob));
}

/** `base` with `change` applied; throws PrequalConfigError naming the first option that is unknown or out of range. */
export function mergeOptions(base: PolicyOptions, change: Partial<PolicyOptions>): PolicyOptions {
  for (const [name, value] of Object.entries(change)) {
    const knob = Object.hasOwn(policyKnobs, name) ? (policyKnobs as Record<string, Knob>)[name] : undefined;
    if (knob === undefined) throw new PrequalConfigError(name, value, Object.keys(policyKnobs).join(', '));
    checkKnob(name, knob, value);
  }
  return { ...base, ...change };
}

/** The defaults of `knobs`. */
export function defaultsOf(knobs: Readonly<Record<keyof PolicyOptions, Knob>>): PolicyOptions {
  return Object.fromEntries(
    Object.entries(knobs).map(([name, knob]) => [name, knob.default]),
  ) as unknown as PolicyOptions;
}

/** The defaults. */
export const defaultOptions = defaultsOf(policyKnobs);
