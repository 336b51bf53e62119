// How does a replica answer nothing and lose nothing? Steps wait here while it is frozen.

export class FreezeGate {
  readonly #waiting: (() => void)[] = [];
  #frozen = false;

  /** Runs `step` now, or when the gate opens; in order. */
  readonly hold = (step: () => void): void => {
    if (this.#frozen) this.#waiting.push(step);
    else step();
  };

  set(frozen: boolean): void {
    this.#frozen = frozen;
    while (!this.#frozen && this.#waiting.length > 0) this.#waiting.shift()?.();
  }
}
