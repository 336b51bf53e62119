// What is the matter with a replica at the moment, by the events of the run, and what holds again when an event ends?

/** What an event changes at a replica. */
export interface Effect {
  /** Factor on the replica's own speed, 0 upwards. */
  readonly speed?: number;
  /** Guaranteed allocation, cores. */
  readonly cores?: number;
  /** Fraction of the queries that fail at once. */
  readonly errorFraction?: number;
  /** With this gRPC status name. */
  readonly errorStatus?: string;
  /** Accepts and answers nothing, probes neither. */
  readonly frozen?: boolean;
  /** Says for a second that it drains, then gets no new queries; what it has it finishes. */
  readonly stopped?: boolean;
  /** Whether it belongs to the fleet that the clients know. */
  readonly member?: boolean;
}

/** Something that happens to one replica, counted from 0; for good where `forMs` is absent. */
export interface FleetEvent extends Effect {
  readonly atMs: number;
  readonly forMs?: number;
  readonly replica: number;
}

/** The values in force at one replica. */
export type Conditions = Required<Effect>;

type EffectName = keyof Effect;

/**
 * The conditions of one replica. An event for a time gives way to the normal value when it ends; one without an end is the
 * new normal; a later event on the same value replaces both kinds.
 */
export class ReplicaConditions {
  #normal: Conditions;
  #now: Conditions;
  /** Which event each value is from. */
  readonly #from = new Map<EffectName, FleetEvent>();

  constructor(cores: number) {
    this.#normal = {
      speed: 1,
      cores,
      errorFraction: 0,
      errorStatus: 'UNAVAILABLE',
      frozen: false,
      stopped: false,
      member: true,
    };
    this.#now = this.#normal;
  }

  get now(): Conditions {
    return this.#now;
  }

  begin(event: FleetEvent): void {
    const effect = effectOf(event);
    for (const name of namesOf(effect)) this.#from.set(name, event);
    if (event.forMs === undefined) this.#normal = { ...this.#normal, ...effect };
    this.#now = { ...this.#now, ...effect };
  }

  end(event: FleetEvent): void {
    for (const name of namesOf(effectOf(event))) {
      if (this.#from.get(name) === event) this.#now = { ...this.#now, [name]: this.#normal[name] };
    }
  }
}

function effectOf({ atMs: _at, forMs: _for, replica: _replica, ...effect }: FleetEvent): Effect {
  return effect;
}

function namesOf(effect: Effect): EffectName[] {
  return Object.keys(effect) as EffectName[];
}
