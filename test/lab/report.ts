// The run's record: one line as each check begins and ends, and the count at the end.

export class Report {
  readonly #startMs = performance.now();
  readonly #failures: string[] = [];
  #passed = 0;

  get failed(): number {
    return this.#failures.length;
  }

  /** Runs one check; a failure is shown and counted, and the run goes on. Answers whether it passed. */
  async check(name: string, run: () => Promise<void>): Promise<boolean> {
    this.say(`... ${name}`);
    const startMs = performance.now();
    try {
      await run();
      this.#passed += 1;
      this.say(`ok  ${name} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`);
      return true;
    } catch (error) {
      const failure = `NOT ${name}: ${error instanceof Error ? error.message : String(error)}`;
      this.#failures.push(failure);
      this.say(failure);
      return false;
    }
  }

  /** A line with the seconds since the start. */
  say(text: string): void {
    const seconds = ((performance.now() - this.#startMs) / 1000).toFixed(0).padStart(4);
    process.stdout.write(`${seconds} s  ${text}\n`);
  }

  /** The failures again, since the lab's logs may stand between, and the count. */
  summary(): string {
    return [...this.#failures, `${this.#passed} passed, ${this.failed} failed`].join('\n');
  }
}
