// What does a person see first: where everything is, and what to try.

import type { Plan } from './plan.ts';

/** The text above the live table: URLs, the balancer's page first, and commands to paste. */
export function welcomeText({ balancers, backends }: Plan, what: string): string {
  const [first] = balancers;
  const slowed = backends[1] ?? backends[0];
  const targets = balancers.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const rows = [
    ...balancers.map(({ name, adminPort }) => [`http://127.0.0.1:${adminPort}/`, `${name}: inspector`]),
    ...balancers.map(({ name, metricsPort }) => [
      `http://127.0.0.1:${metricsPort}/metrics`,
      `${name}: metrics`,
    ]),
    ...balancers.map(({ name, port }) => [`127.0.0.1:${port}`, `${name}: gRPC`]),
    ...backends.map(({ name, adminPort }) => [`http://127.0.0.1:${adminPort}/control`, `${name}: control`]),
  ];
  return [
    `Prequal lab: ${what}. Ctrl-C ends it.`,
    '',
    ...rows.map(([where = '', whose]) => `  ${where.padEnd(34)}${whose}`),
    '',
    'Try in another terminal',
    ...(slowed === undefined
      ? []
      : [
          `  curl -d '{"slowFactor":10,"forMs":20000}' http://127.0.0.1:${slowed.adminPort}/control   # slows ${slowed.name}`,
        ]),
    ...(first === undefined
      ? []
      : [
          `  curl -d '{"policy":"round_robin"}' http://127.0.0.1:${first.adminPort}/config`,
          `  curl -d '{"policy":"prequal"}' http://127.0.0.1:${first.adminPort}/config`,
        ]),
    `  npm run client -- --calls 1000 --target ${targets}`,
    '',
  ].join('\n');
}
