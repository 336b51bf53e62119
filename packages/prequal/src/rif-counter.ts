// Requests in flight at one replica (Prequal §4 [rif]).

/** Counts queries from receipt to end. Whoever calls `arrive` calls `end` exactly once, however the query ends. */
export class RifCounter {
  #rif = 0;

  get rif(): number {
    return this.#rif;
  }

  /** A query arrived; returns RIF with it counted: the tag of its latency sample. */
  arrive(): number {
    this.#rif++;
    return this.#rif;
  }

  /** A query ended: answered, failed, cancelled or past its deadline. Throws when none was in flight. */
  end(): void {
    if (this.#rif === 0) throw new Error('a query ended that never arrived: RIF would be negative');
    this.#rif--;
  }
}
