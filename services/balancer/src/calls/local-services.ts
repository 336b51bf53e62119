// The calls that are not forwarded: the balancer's own health, and the probe service, which is not for clients.

import { statusCode } from 'program';
import type { LocalAnswer, RelayCall } from 'relay';
import { decodeHealthService, encodeHealthResponse, type ServingStatus } from './health-messages.ts';

const CHECK = '/grpc.health.v1.Health/Check';
const WATCH = '/grpc.health.v1.Health/Watch';
const RESERVED = '/prequal.v1.LoadReporter/';
/** A health request is a service name. */
const MAX_REQUEST_BYTES = 1024;

export interface LocalServicesOptions {
  /** Whether a replica is connected and not draining. */
  ready(): boolean;
  /** The call is the replicas' business after all. */
  forward(call: RelayCall): void;
  onReserved(): void;
}

export class LocalServices {
  readonly #options: LocalServicesOptions;
  readonly #watchers = new Set<LocalAnswer>();
  #draining = false;
  #announced: ServingStatus = 'NOT_SERVING';

  constructor(options: LocalServicesOptions) {
    this.#options = options;
  }

  get draining(): boolean {
    return this.#draining;
  }

  get status(): ServingStatus {
    return !this.#draining && this.#options.ready() ? 'SERVING' : 'NOT_SERVING';
  }

  /** Takes the call, or returns false: forward it. */
  take(call: RelayCall): boolean {
    if (call.path.startsWith(RESERVED)) {
      this.#options.onReserved();
      call.refuse(statusCode('UNIMPLEMENTED'), 'prequal.v1.LoadReporter is not offered to clients');
      return true;
    }
    if (call.path !== CHECK && call.path !== WATCH) return false;
    void this.#answerHealth(call);
    return true;
  }

  /** Tells the watchers when the status changed. */
  onChange(): void {
    const { status } = this;
    if (status === this.#announced) return;
    this.#announced = status;
    const message = encodeHealthResponse(status);
    for (const watcher of this.#watchers) watcher.write(message);
  }

  /** NOT_SERVING from now on; watchers are told and let go, or they would hold the drain up. */
  drain(): void {
    this.#draining = true;
    this.onChange();
    for (const watcher of this.#watchers) watcher.end(statusCode('UNAVAILABLE'), 'the balancer is draining');
    this.#watchers.clear();
  }

  /** Only the name "" is ours: the fleet as a whole. */
  async #answerHealth(call: RelayCall): Promise<void> {
    const message = await call.firstMessage(MAX_REQUEST_BYTES).catch(() => null);
    if (!call.open) return;
    if (message === null || decodeHealthService(message) !== '') {
      this.#options.forward(call);
      return;
    }
    const answer = call.answer();
    answer.write(encodeHealthResponse(this.status));
    if (call.path === CHECK) answer.end(statusCode('OK'));
    else if (this.#draining) answer.end(statusCode('UNAVAILABLE'), 'the balancer is draining');
    else this.#watch(call, answer);
  }

  #watch(call: RelayCall, answer: LocalAnswer): void {
    this.#watchers.add(answer);
    call.onClose(() => this.#watchers.delete(answer));
  }
}
