// Which scenario is a load playing, and where in it is it? As loads announce it (POST /scenario), until it expires.

import { PrequalConfigError } from 'prequal';

/** What is played, as labels of a series. */
export interface Playing {
  readonly scenario: string;
  readonly phase: string;
}

interface Announced extends Playing {
  readonly untilMs: number;
}

/** At the same time; a further one takes the place of the oldest. */
const MAX_PLAYING = 8;
/** Names told apart since the start; whoever may announce can invent any number. */
const MAX_NAMES = 500;
const MAX_MS = 3_600_000;
const NAME = /^[A-Za-z0-9][\w.+-]{0,63}$/;
const OTHER = '_OTHER';
const KEYS = ['scenario', 'phase', 'forMs'];

/** Told when a phase begins, and with null when its scenario is over. */
export type OnPhase = (scenario: string, phase: string | null, atMs: number) => void;

export class Scenarios {
  readonly #playing = new Map<string, Announced>();
  readonly #known = new Set<string>();
  readonly #onPhase: OnPhase;

  constructor(onPhase: OnPhase = () => undefined) {
    this.#onPhase = onPhase;
  }

  /**
   * Takes `{scenario, phase, forMs}`: the phase of that scenario from now on, for so long; 0 ends it. Throws
   * PrequalConfigError and changes nothing when it is anything else.
   */
  announce(body: unknown, nowMs: number): void {
    const { forMs, ...names } = read(body);
    const { scenario, phase } = this.#labels(names);
    this.expire(nowMs);
    const before = this.#playing.get(scenario);
    this.#playing.delete(scenario);
    if (forMs > 0) this.#playing.set(scenario, { scenario, phase, untilMs: nowMs + forMs });
    if (forMs > 0 && phase !== before?.phase) this.#onPhase(scenario, phase, nowMs);
    if (forMs === 0 && before !== undefined) this.#onPhase(scenario, null, nowMs);
    const [oldest] = this.#playing.keys();
    if (this.#playing.size > MAX_PLAYING && oldest !== undefined) this.#playing.delete(oldest);
  }

  /** Forgets what is over; found late, it is told with the time at which it was. */
  expire(nowMs: number): void {
    for (const [scenario, { untilMs }] of this.#playing) {
      if (nowMs < untilMs) continue;
      this.#playing.delete(scenario);
      this.#onPhase(scenario, null, untilMs);
    }
  }

  playing(nowMs: number): Playing[] {
    this.expire(nowMs);
    return [...this.#playing.values()].map(({ scenario, phase }) => ({ scenario, phase }));
  }

  #labels(playing: Playing): Playing {
    const name = `${playing.scenario} ${playing.phase}`;
    if (!this.#known.has(name) && this.#known.size >= MAX_NAMES) return { scenario: OTHER, phase: OTHER };
    this.#known.add(name);
    return playing;
  }
}

function read(body: unknown): Playing & { forMs: number } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new PrequalConfigError('body', JSON.stringify(body), 'an object of scenario, phase, forMs');
  }
  for (const key of Object.keys(body)) {
    if (!KEYS.includes(key)) throw new PrequalConfigError(key, 'a key', KEYS.join(', '));
  }
  const { scenario, phase, forMs } = body as Partial<Record<string, unknown>>;
  if (typeof forMs !== 'number' || !(forMs >= 0 && forMs <= MAX_MS)) {
    throw new PrequalConfigError('forMs', forMs, `0 to ${MAX_MS}`);
  }
  return { scenario: nameIn('scenario', scenario), phase: nameIn('phase', phase), forMs };
}

function nameIn(field: string, value: unknown): string {
  if (typeof value === 'string' && NAME.test(value)) return value;
  throw new PrequalConfigError(
    field,
    value,
    '1 to 64 letters, digits and _ . + -, the first a letter or digit',
  );
}
