// The committed dashboards and data sources, as far as the tests look at them.

import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly exemplar?: boolean;
  readonly datasource: { readonly type: string; readonly uid: string };
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string; readonly links?: readonly Link[] } };
  readonly targets: readonly Target[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly schemaVersion: number;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly tags: readonly string[];
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { name: string; expr: string; textFormat: string }[] };
  readonly templating: {
    readonly list: readonly { name: string; query: { query: string }; regex?: string }[];
  };
}

export interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly jsonData: {
    readonly exemplarTraceIdDestinations?: readonly { name: string; url?: string; datasourceUid?: string }[];
    readonly nodeGraph?: { readonly enabled: boolean };
    readonly tracesToMetrics?: {
      readonly datasourceUid: string;
      readonly tags: readonly { key: string; value: string }[];
      readonly queries: readonly { name: string; query: string }[];
    };
  };
}

const FOLDER = new URL('../dashboards/', import.meta.url);
const SOURCES = new URL('../provisioning/datasources/datasources.yaml', import.meta.url);

export const dashboards: readonly { readonly name: string; readonly board: Dashboard }[] = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => ({ name, board: JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Dashboard }));

export const dataSources = (
  parse(readFileSync(SOURCES, 'utf8')) as { readonly datasources: readonly DataSource[] }
).datasources;

/** An expression with values in place of what Grafana fills in. */
export function plainExpr(expr: string): string {
  return expr.replaceAll('$__rate_interval', '8s').replaceAll('$__range', '300s');
}

/** The expression that a variable asks: that of query_result, or the series of label_values. */
export function variableExpr(query: string): string {
  const [, kind, inner = ''] = /^(query_result|label_values)\((.*)\)$/.exec(query) ?? [];
  return kind === 'label_values' ? inner.slice(0, inner.lastIndexOf(',')) : inner;
}
