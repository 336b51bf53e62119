// What does `{"prequal": {...}}` of a service config say? The policy's options, checked; no channel is known here.

import { defaultOptions, mergeOptions, type PolicyOptions, PrequalConfigError } from 'prequal';
import type { LoadBalancingConfig } from './grpc-js-experimental.ts';

/** The policy's name in service configs. */
export const POLICY_NAME = 'prequal';

const ASYNC_ONLY = 'async: a gRPC picker is synchronous, no call can wait for probes of its own';

/** The policy's defaults, in the one mode that there is here. */
export const clientDefaults: PolicyOptions = { ...defaultOptions, mode: 'async' };

/** `base` with `change` applied; throws PrequalConfigError for what is out of range, and for modes but async. */
export function clientOptions(base: PolicyOptions, change: Partial<PolicyOptions>): PolicyOptions {
  const options = mergeOptions(base, change);
  if (options.mode !== 'async') throw new PrequalConfigError('mode', options.mode, ASYNC_ONLY);
  return options;
}

/**
 * A parsed config. A wrong one is kept with its error instead of thrown: grpc-js passes over a config that throws without
 * a word, and the channel would go on with pick_first, all calls on one replica.
 */
export class PrequalConfig implements LoadBalancingConfig {
  readonly parsed: { readonly options: PolicyOptions } | { readonly error: PrequalConfigError };
  readonly #json: object;

  /** `json` as it stands in the service config, over `base`. */
  constructor(json: unknown, base: PolicyOptions) {
    this.parsed = parse(json, base);
    this.#json = Object(json);
  }

  getLoadBalancerName(): string {
    return POLICY_NAME;
  }

  toJsonObject(): object {
    return { [POLICY_NAME]: this.#json };
  }
}

function parse(json: unknown, base: PolicyOptions): PrequalConfig['parsed'] {
  try {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new PrequalConfigError(POLICY_NAME, json, "an object of the policy's options");
    }
    return { options: clientOptions(base, json) };
  } catch (error) {
    if (error instanceof PrequalConfigError) return { error };
    throw error;
  }
}
