// The public surface of the balancer, for the lab and for tests.

export type { Balancer, BalancerOptions } from './balancer.ts';
export { startBalancer } from './balancer.ts';
export { resolveByDns } from './replicas/members.ts';
export type { BalancerConfig } from './settings.ts';
export { balancerSettings } from './settings.ts';
