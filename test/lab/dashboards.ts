// Every expression of every committed dashboard, as Grafana would send it.

import { readdirSync, readFileSync } from 'node:fs';

export interface Expression {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
}

const FOLDER = new URL('../../grafana/dashboards/', import.meta.url);
/** Four scrape intervals, as Grafana reckons it from the data source's timeInterval. */
const RATE_INTERVAL = '8s';

export function expressions(): readonly Expression[] {
  return readdirSync(FOLDER)
    .filter(name => name.endsWith('.json'))
    .flatMap(name => {
      const { panels } = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as {
        panels: { title: string; targets?: { expr: string }[] }[];
      };
      return panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ expr }) => ({
          dashboard: name,
          panel: title,
          expr: expr.replaceAll('$__rate_interval', RATE_INTERVAL),
        })),
      );
    });
}
