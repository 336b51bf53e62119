// What happens to a call that comes in: answered here, or a query of its own.

import type { RelayCall } from 'relay';
import { LocalServices } from './local-services.ts';
import { MethodNames } from './method-names.ts';
import { Query, type QueryParts } from './query.ts';

export class Director {
  readonly #parts: QueryParts;
  readonly #methods = new MethodNames();
  readonly local: LocalServices;

  constructor(parts: QueryParts) {
    this.#parts = parts;
    this.local = new LocalServices({
      ready: () => parts.states.ready,
      forward: call => this.#query(call),
      onReserved: () => parts.metrics.onRefused('reserved'),
    });
  }

  onCall(call: RelayCall): void {
    if (!this.local.take(call)) this.#query(call);
  }

  #query(call: RelayCall): void {
    new Query(this.#parts, call, this.#methods.of(call.path)).start(this.#parts.nowMs());
  }
}
