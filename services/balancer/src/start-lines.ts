// What a person reads first: where everything is.

import type { Balancer } from './balancer.ts';
import { jaegerSearch } from './jaeger-search.ts';
import { hostPort } from './replicas/server-url.ts';
import type { BalancerConfig } from './settings.ts';

/** One line per URL that exists. An address that means "all" is shown as one that a browser can open. */
export function startLines(
  config: BalancerConfig,
  ports: Pick<Balancer, 'port' | 'adminPort' | 'metricsPort'>,
): string[] {
  const at = (host: string, port: number) =>
    hostPort(['0.0.0.0', '::'].includes(host) ? 'localhost' : host, port);
  const rows: [string, string][] = [
    ['balancer', `${config.balancerUrl || at(config.host, ports.port)} (gRPC, plaintext)`],
    ['admin', config.adminUrl || `http://${at(config.adminHost, ports.adminPort)}/`],
    // Where the others are published under names of their own, this one is not.
    ['metrics', config.balancerUrl ? '' : `http://${at(config.metricsHost, ports.metricsPort)}/metrics`],
    ['Jaeger', jaegerSearch(config.jaegerUrl, config.jaegerOperation)],
    ['Grafana', config.grafanaUrl],
    ['Prometheus', config.prometheusUrl],
    [
      'policy',
      `${config.policy}, ${config.serverUrls.length} server${config.serverUrls.length === 1 ? '' : 's'} configured, seed ${config.seed}`,
    ],
  ];
  return rows.filter(([, value]) => value !== '').map(([name, value]) => `${name.padEnd(11)}${value}`);
}
