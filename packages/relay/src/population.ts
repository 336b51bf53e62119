// Who is still here? A set that can be waited for.

export class Population<T> {
  readonly #members = new Set<T>();
  readonly #waiting = new Set<() => void>();

  [Symbol.iterator](): Iterator<T> {
    return [...this.#members][Symbol.iterator]();
  }

  add(member: T): void {
    this.#members.add(member);
  }

  delete(member: T): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    for (const resolve of this.#waiting) resolve();
  }

  /** Resolves when nobody is here, or after `timeoutMs`. */
  empty(timeoutMs: number): Promise<void> {
    if (this.#members.size === 0) return Promise.resolve();
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiting.add(done);
    });
  }
}
