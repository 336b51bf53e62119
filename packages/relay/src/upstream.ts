// Is a replica connected? Keeps one usable session to it, and opens the next when one ends.
//
// Backoff doubles from FIRST_DELAY_MS and starts over only after a session that lasted: a replica that accepts and
// drops is no better than one that refuses.

import type { Upstream, UpstreamOptions } from './relay.ts';
import { type Peer, UpstreamSession } from './upstream-session.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1_000;
const JITTER_FRACTION = 0.2;
/** A session up for that long counts as healthy. */
const HEALTHY_MS = 1_000;

export interface Clock {
  readonly nowMs: () => number;
  readonly random: () => number;
}

export class UpstreamConnection implements Upstream {
  readonly #options: UpstreamOptions;
  readonly #clock: Clock;
  /** Closed, and its last session ended. */
  readonly #onGone: () => void;
  readonly #sessions = new Set<UpstreamSession>();
  #current: UpstreamSession | null = null;
  /** Takes over when it is up. */
  #successor: UpstreamSession | null = null;
  #peer: Peer | null = null;
  #upAtMs = 0;
  #failures = 0;
  #lastCause = '';
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: UpstreamOptions, clock: Clock, onGone: () => void) {
    this.#options = options;
    this.#onGone = onGone;
    this.#clock = clock;
    this.#open();
  }

  get connected(): boolean {
    return this.#peer !== null;
  }

  get peer(): Peer | null {
    return this.#peer;
  }

  /** The session for a new call; null while disconnected. */
  get session(): UpstreamSession | null {
    return this.#peer === null ? null : this.#current;
  }

  close(): void {
    this.#stop();
    for (const session of this.#sessions) session.close();
    if (this.#sessions.size === 0) this.#onGone();
  }

  /** Ends the calls in flight too. */
  destroy(): void {
    this.#stop();
    for (const session of this.#sessions) session.destroy();
  }

  #stop(): void {
    this.#closed = true;
    this.#current = null;
    this.#successor = null;
    this.#peer = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #open(): void {
    this.#timer = null;
    this.#current = this.#newSession();
  }

  #newSession(): UpstreamSession {
    const on = {
      up: (peer: Peer) => this.#up(session, peer),
      goaway: (cause: string) => this.#leave(session, cause, 'goaway'),
      down: (cause: string) => this.#leave(session, cause, 'down'),
      worn: () => {
        if (this.#current === session && this.#peer !== null) this.#successor ??= this.#newSession();
      },
    };
    const session = new UpstreamSession(this.#options, this.#clock.nowMs, on, () => this.#forget(session));
    this.#sessions.add(session);
    return session;
  }

  #forget(session: UpstreamSession): void {
    this.#sessions.delete(session);
    if (this.#closed && this.#sessions.size === 0) this.#onGone();
  }

  #up(session: UpstreamSession, peer: Peer): void {
    if (session === this.#successor) {
      this.#successor = null;
      this.#current?.close();
      this.#current = session;
    }
    if (session !== this.#current) return;
    const before = this.#peer;
    this.#peer = peer;
    this.#upAtMs = this.#clock.nowMs();
    if (before === null) this.#tell(true, `connected to ${peer.address}:${peer.port}`);
  }

  #leave(session: UpstreamSession, cause: string, how: 'goaway' | 'down'): void {
    if (session === this.#successor) this.#successor = null;
    if (session !== this.#current) return;
    const healthy = this.#peer !== null && this.#clock.nowMs() - this.#upAtMs >= HEALTHY_MS;
    if (healthy) this.#failures = 0;
    this.#current = this.#successor;
    this.#successor = null;
    this.#peer = null;
    this.#tell(false, cause);
    if (this.#current !== null) return;
    // A replica that leaves in good order is usually replaced at the same address: ask at once, but only once.
    const atOnce = how === 'goaway' && this.#failures === 0;
    this.#timer = setTimeout(() => this.#open(), atOnce ? 0 : this.#backoffMs());
    this.#failures += 1;
  }

  #backoffMs(): number {
    const base = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.#failures, 10));
    return base * (1 + JITTER_FRACTION * (2 * this.#clock.random() - 1));
  }

  /** Once a change; a retry that failed as the one before is none. */
  #tell(connected: boolean, cause: string): void {
    if (this.#closed || (!connected && cause === this.#lastCause)) return;
    this.#lastCause = cause;
    this.#options.onState(connected, cause);
  }
}
