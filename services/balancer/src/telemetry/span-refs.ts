// Which span brought a load report? The policy carries a number; here it becomes the span again, for links.

import type { SpanContext } from '@opentelemetry/api';

/** `prequal.link.role` on a pick's link. */
export type SourceRole = 'probe_used' | 'trailer_used';

export interface SpanSource {
  readonly context: SpanContext;
  readonly role: SourceRole;
}

/** Pool entries live for about a second: this many reports are far more than that. */
const CAPACITY = 8192;

/** A ring of the last sources, by consecutive numbers from 1; 0 is none. */
export class SpanRefs {
  readonly #sources: (SpanSource | undefined)[] = new Array(CAPACITY);
  #last = 0;

  add(context: SpanContext, role: SourceRole): number {
    this.#last++;
    this.#sources[this.#last % CAPACITY] = { context, role };
    return this.#last;
  }

  /** The source, unless the ring has gone past it. */
  get(ref: number): SpanSource | undefined {
    const kept = ref > 0 && ref <= this.#last && ref > this.#last - CAPACITY;
    return kept ? this.#sources[ref % CAPACITY] : undefined;
  }
}
