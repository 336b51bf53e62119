// The backends' control ports (CONTROL_URLS): a change is passed on, what is in force is asked for while somebody looks.
// What a change means is the backend's business; for how long it holds where nobody says is said here (fault-expiry.ts).

import { type Answer, RequestError } from 'program';
import { faultChanges } from './fault-changes.ts';
import { withExpiry } from './fault-expiry.ts';
import type { BackendFaults } from './inspector-view.ts';
import type { Marks } from './marks.ts';

export interface BackendControlOptions {
  /** Replicas as configured, `host:port`. */
  readonly servers: readonly string[];
  /** Admin URLs in the order of `servers`. */
  readonly urls: readonly string[];
  readonly marks: Marks;
  readonly nowMs: () => number;
}

/** One replica as GET /control tells it. */
interface ControlRow extends Omit<BackendFaults, 'name'> {
  readonly replica: string;
  readonly port: number;
}

const POLL_MS = 1000;
const POLL_TIMEOUT_MS = 800;
const CHANGE_TIMEOUT_MS = 3000;

export class BackendControl {
  readonly #options: BackendControlOptions;
  readonly #urlOf: ReadonlyMap<string, string>;
  readonly #faults = new Map<string, BackendFaults>();
  /** When each control port last answered a change: an answer asked for before that is old. */
  readonly #changedAtMs = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BackendControlOptions) {
    this.#options = options;
    const pairs = options.servers.flatMap((server, index): [string, string][] => {
      const url = options.urls[index];
      return url === undefined ? [] : [[server, url.replace(/\/+$/, '')]];
    });
    this.#urlOf = new Map(pairs);
  }

  get replicas(): readonly string[] {
    return [...this.#urlOf.keys()];
  }

  /** What is in force, as last told. */
  get faults(): Readonly<Record<string, BackendFaults>> {
    return Object.fromEntries(this.#faults);
  }

  /** Asks every second while somebody looks; not at all when nobody does. */
  watch(on: boolean): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#faults.clear();
    if (!on || this.#urlOf.size === 0) return;
    this.#timer = setInterval(() => void this.#poll(), POLL_MS);
    this.#timer.unref();
    void this.#poll();
  }

  /** Passes `body` on to the replica's backend, with an expiry; its answer, errors included, is passed back as it is. */
  async change(replica: string, body: unknown): Promise<Answer> {
    const url = this.#urlOf.get(replica);
    if (url === undefined) {
      const message = `no control URL stands for replica ${replica}; see CONTROL_URLS`;
      throw new RequestError(400, 'ERR_PREQUAL_CONTROL_URL', message, { replica });
    }
    const only = await this.#addressed(replica, url, body);
    const change = withExpiry(only, this.#faults.get(replica)?.coresAtStart);
    const { status, json } = await ask(url, CHANGE_TIMEOUT_MS, change);
    const rows = rowsOf(json);
    this.#changedAtMs.set(url, this.#options.nowMs());
    if (rows !== null) this.#observe(url, rows);
    return { status, json };
  }

  /** A backend with several replicas changes them all unless one is named: the one that was meant. */
  async #addressed(replica: string, url: string, body: unknown): Promise<unknown> {
    const shared = [...this.#urlOf.values()].filter(other => other === url).length > 1;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
    const known = this.#faults.get(replica);
    if (!shared && known !== undefined) return body;
    const { json } = await ask(url, CHANGE_TIMEOUT_MS);
    const rows = rowsOf(json) ?? [];
    this.#observe(url, rows);
    const name = this.#rowOf(replica, url, rows)?.replica;
    return shared && name !== undefined ? { replica: name, ...body } : body;
  }

  async #poll(): Promise<void> {
    const urls = new Set(this.#urlOf.values());
    const askedAtMs = this.#options.nowMs();
    await Promise.all(
      [...urls].map(async url => {
        const answer = await ask(url, POLL_TIMEOUT_MS).catch(() => null);
        const rows = answer === null ? null : rowsOf(answer.json);
        const old = askedAtMs <= (this.#changedAtMs.get(url) ?? Number.NEGATIVE_INFINITY);
        if (this.#timer !== undefined && !old) this.#observe(url, rows ?? []);
      }),
    );
  }

  /** Whoever changed a fault, here, by curl or by a scenario: the difference to what was known is a mark. */
  #observe(url: string, rows: readonly ControlRow[]): void {
    const atMs = this.#options.nowMs();
    for (const [replica, its] of this.#urlOf) {
      if (its !== url) continue;
      const row = this.#rowOf(replica, url, rows);
      if (row === undefined) continue;
      const { replica: name, port: _, ...values } = row;
      const now: BackendFaults = { name, ...values };
      const before = this.#faults.get(replica);
      this.#faults.set(replica, now);
      const words = before === undefined ? [] : faultChanges(before, now);
      if (words.length > 0) this.#options.marks.add('control', `${name}: ${words.join(', ')}`, atMs);
    }
  }

  #rowOf(replica: string, url: string, rows: readonly ControlRow[]): ControlRow | undefined {
    const sharers = [...this.#urlOf.values()].filter(other => other === url).length;
    if (sharers === 1 && rows.length === 1) return rows[0];
    const port = Number(replica.slice(replica.lastIndexOf(':') + 1));
    return rows.find(row => row.port === port);
  }
}

/** GET or, with a body, POST /control. Throws RequestError 502 when nobody answers in JSON. */
async function ask(
  url: string,
  timeoutMs: number,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const signal = AbortSignal.timeout(timeoutMs);
  const change = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  try {
    const response = await fetch(`${url}/control`, { signal, redirect: 'error', ...change });
    return { status: response.status, json: await response.json() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RequestError(502, 'ERR_PREQUAL_CONTROL_UNREACHED', `${url}/control did not answer: ${why}`);
  }
}

function rowsOf(json: unknown): readonly ControlRow[] | null {
  const { replicas } = json as { replicas?: unknown };
  if (!Array.isArray(replicas)) return null;
  return replicas.filter(row => typeof row?.replica === 'string' && typeof row?.port === 'number');
}
