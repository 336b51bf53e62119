// Results of runs on disk, so that an interrupted command goes on where it stopped. A folder for each state of the sources.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from './figure.ts';

/** What is kept of a run. */
export interface StoredRun {
  readonly rows: readonly Row[];
  /** Queries that were simulated. */
  readonly queries: number;
  /** Time that it took, ms. */
  readonly tookMs: number;
}

export class RunStore {
  readonly folder: string;

  /** `sourceKey` names the sources: results of others are neither read nor written. */
  constructor(root: string, sourceKey: string) {
    this.folder = join(root, sourceKey);
    mkdirSync(this.folder, { recursive: true });
  }

  /** null where there is none, or where it was not written to its end. */
  get(identity: unknown): StoredRun | null {
    try {
      return JSON.parse(readFileSync(this.#file(identity), 'utf8')).run;
    } catch {
      return null;
    }
  }

  /** `identity` is plain data: everything that the result depends on but the sources. */
  put(identity: unknown, run: StoredRun): void {
    const file = this.#file(identity);
    writeFileSync(`${file}.part`, JSON.stringify({ identity, run }));
    renameSync(`${file}.part`, file);
  }

  #file(identity: unknown): string {
    return join(
      this.folder,
      `${createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 24)}.json`,
    );
  }
}
