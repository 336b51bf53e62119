// How much slower was a query than the best that another replica offered for it? Regret, in hindsight and while it runs.
//
// What counts as an offer: the latency estimate in the first answer (probe or trailer) after the pick of a replica that
// the pick had compared. Each replica has one cell that waits for its next answer; a pick holds the cells of the others,
// so that memory is one cell a replica and what open queries hold.

/** The first answer of one replica after a pick. */
export interface FirstAnswer {
  /** Undefined until it comes; null = it named no estimate. */
  latencyMs: number | null | undefined;
}

/** What the others answer after a pick. */
export type Rivals = readonly FirstAnswer[];

const NONE: Rivals = [];

export class Regret {
  readonly #next = new Map<string, FirstAnswer>();

  /** `candidates` are what the pick compared; `chosen` may stand among them. They must be members. */
  onPick(chosen: string, candidates: readonly string[]): Rivals {
    if (candidates.length === 0) return NONE;
    const rivals: FirstAnswer[] = [];
    for (const id of candidates) if (id !== chosen) rivals.push(this.#cellOf(id));
    return rivals;
  }

  /** `replica` answered: the first answer for all that were picked since its last one. */
  onReport(replica: string, latencyMs: number | null): void {
    const cell = this.#next.get(replica);
    if (cell === undefined) return;
    cell.latencyMs = latencyMs;
    this.#next.delete(replica);
  }

  /** `replica` left: what it was asked for stays unanswered. */
  forget(replica: string): void {
    this.#next.delete(replica);
  }

  #cellOf(id: string): FirstAnswer {
    let cell = this.#next.get(id);
    if (cell === undefined) {
      cell = { latencyMs: undefined };
      this.#next.set(id, cell);
    }
    return cell;
  }
}

/** The regret of a query that took `latencyMs`, never below 0; null when no other candidate named an estimate in time. */
export function regretMs(rivals: Rivals, latencyMs: number): number | null {
  let best = Number.POSITIVE_INFINITY;
  for (const answer of rivals) {
    if (answer.latencyMs !== undefined && answer.latencyMs !== null) best = Math.min(best, answer.latencyMs);
  }
  return best === Number.POSITIVE_INFINITY ? null : Math.max(0, latencyMs - best);
}
