// Which calls of the last minutes were the slowest? They are kept apart, since a ring of the last ones goes past them.
//
// Kept by slices of time, each with its own slowest, so that "the slowest since then" has an answer for any then: when old ones
// expire, or are not asked for, those that they had outshone are still there.

/** So many are told. */
export const SLOWEST_CALLS = 50;

export interface SlowestOptions {
  readonly capacity: number;
  readonly keepMs: number;
  readonly sliceMs: number;
}

interface Kept<Call> {
  readonly call: Call;
  readonly durationMs: number;
  readonly endedAtMs: number;
}

/** The slowest of the calls that ended from `startMs` on, the slowest first. */
interface Slice<Call> {
  readonly startMs: number;
  readonly kept: Kept<Call>[];
}

const TEN_MINUTES = { capacity: SLOWEST_CALLS, keepMs: 600_000, sliceMs: 10_000 };

/**
 * At most `capacity` calls of each slice, of the older ones only those that as many slower ones of later do not outshine; no
 * call older than `keepMs` is told. `nowMs` never falls.
 */
export class SlowestCalls<Call> {
  readonly #options: SlowestOptions;
  #slices: Slice<Call>[] = [];

  constructor(options: SlowestOptions = TEN_MINUTES) {
    this.#options = options;
  }

  /** Whether a call that ended now belongs here; ask before building what is kept of it. */
  enters(durationMs: number, nowMs: number): boolean {
    const { kept } = this.#sliceAt(nowMs);
    const last = kept[this.#options.capacity - 1];
    return last === undefined || durationMs > last.durationMs;
  }

  /** Keeps `call` if it enters, in the place of a faster one of its slice where that is full. */
  add(call: Call, durationMs: number, nowMs: number): void {
    if (!this.enters(durationMs, nowMs)) return;
    const { kept } = this.#sliceAt(nowMs);
    const at = kept.findIndex(other => other.durationMs < durationMs);
    kept.splice(at < 0 ? kept.length : at, 0, { call, durationMs, endedAtMs: nowMs });
    if (kept.length > this.#options.capacity) kept.pop();
  }

  /**
   * The slowest first, at most `capacity`, of those that `isAsked` takes. Where it takes all from a moment on, they are the
   * slowest of that time, but for what slower ones left no place that ended in the moment's own slice or were under way then.
   */
  list(nowMs: number, isAsked: (call: Call) => boolean = () => true): Call[] {
    return this.#fresh(nowMs)
      .filter(({ call }) => isAsked(call))
      .sort((a, b) => b.durationMs - a.durationMs)
      .slice(0, this.#options.capacity)
      .map(({ call }) => call);
  }

  find(isIt: (call: Call) => boolean): Call | undefined {
    for (const { kept } of this.#slices) {
      const found = kept.find(({ call }) => isIt(call));
      if (found !== undefined) return found.call;
    }
    return undefined;
  }

  #fresh(nowMs: number): Kept<Call>[] {
    const kept = this.#slices.flatMap(slice => slice.kept);
    return kept.filter(({ endedAtMs }) => nowMs - endedAtMs <= this.#options.keepMs);
  }

  /** The slice of `nowMs`; what can not be told any more is dropped when a new one begins. */
  #sliceAt(nowMs: number): Slice<Call> {
    const { keepMs, sliceMs } = this.#options;
    const newest = this.#slices.at(-1);
    if (newest !== undefined && nowMs < newest.startMs + sliceMs) return newest;
    const slice = { startMs: nowMs, kept: [] };
    this.#slices = this.#slices.filter(({ startMs }) => nowMs - startMs <= keepMs + sliceMs);
    this.#dropOutshone();
    this.#slices.push(slice);
    return slice;
  }

  /** A call that `capacity` slower ones outlast needs no place: whoever asks for its slice asks for theirs too. */
  #dropOutshone(): void {
    const { capacity } = this.#options;
    let slowest: Kept<Call>[] = [];
    for (const { kept } of this.#slices.toReversed()) {
      slowest = [...slowest, ...kept].sort((a, b) => b.durationMs - a.durationMs).slice(0, capacity);
      const least = slowest[capacity - 1]?.durationMs ?? 0;
      const bound = kept.findIndex(({ durationMs }) => durationMs < least);
      if (bound >= 0) kept.length = bound;
    }
  }
}
