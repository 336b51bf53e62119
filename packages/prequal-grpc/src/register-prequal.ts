// How does a client come to use Prequal without a balancer? One call makes it a load-balancing policy of grpc-js.

import { randomInt } from 'node:crypto';
import { createPolicy, createRng, type PolicyOptions } from 'prequal';
import type { ClientParts } from './channel-policy.ts';
import { type Helper, registerLoadBalancer } from './grpc-js-experimental.ts';
import { clientDefaults, clientOptions, POLICY_NAME, PrequalConfig } from './prequal-config.ts';
import { PrequalLoadBalancer } from './prequal-load-balancer.ts';
import { Prober } from './prober.ts';

const SEEDS = 2 ** 32;

const PARTS: ClientParts = {
  createPolicy: options => createPolicy(options, createRng(randomInt(SEEDS))),
  createProber: timeoutMs => new Prober({ timeoutMs }),
  nowMs: () => performance.now(),
  startTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/**
 * Registers `prequal` with grpc-js, for channels whose service config asks for it:
 * `{"loadBalancingConfig":[{"prequal":{}}]}`, with any of the policy's options inside, `{"prequal":{"qRif":0.7}}`. `defaults`
 * are the options that a config leaves out, for channels opened later. Asynchronous mode only (Prequal §4): a picker of
 * grpc-js cannot wait. Throws PrequalConfigError for a wrong default; a wrong option of a config fails the channel's calls
 * with the same line. Throws ERR_PREQUAL_GRPC_JS where this grpc-js is not known here.
 */
export function registerPrequal(defaults: Partial<PolicyOptions> = {}): void {
  const base = clientOptions(clientDefaults, defaults);
  class Balancer extends PrequalLoadBalancer {
    constructor(helper: Helper) {
      super(helper, PARTS);
    }
  }
  class Config extends PrequalConfig {
    static createFromJson(json: unknown): PrequalConfig {
      return new PrequalConfig(json, base);
    }
  }
  registerLoadBalancer(POLICY_NAME, Balancer, Config);
}
