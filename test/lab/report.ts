// The run's record: one line as each check begins and ends, and the count at the end.

export class Report {
  readonly #startMs = performance.now();
  #passed = 0;
  #failed = 0;

  get failed(): number {
    return this.#failed;
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
      this.#failed += 1;
      this.say(`NOT ${name}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  /** A line with the seconds since the start. */
  say(text: string): void {
    const seconds = ((performance.now() - this.#startMs) / 1000).toFixed(0).padStart(4);
    process.stdout.write(`${seconds} s  ${text}\n`);
  }

  summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}
