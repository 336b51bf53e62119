// What a PromQL expression selects, by the grammar that Prometheus' own page uses.

import { parser } from '@prometheus-io/lezer-promql';

export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

export interface Parsed {
  /** The first text that is not PromQL, or null. */
  readonly error: string | null;
  readonly selectors: readonly Selector[];
  /** Labels named by `by` and `without`. */
  readonly grouping: readonly string[];
}

/** Parses an expression whose Grafana macros are replaced. */
export function parsePromql(expr: string): Parsed {
  let error: string | null = null;
  const selectors: { metric: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  let inGrouping = false;
  parser.parse(expr).iterate({
    enter: node => {
      const text = expr.slice(node.from, node.to);
      if (node.type.isError) error ??= expr.slice(node.from) || 'the end';
      if (node.name === 'VectorSelector') selectors.push({ metric: '', labels: [] });
      if (node.name === 'GroupingLabels') inGrouping = true;
      const selector = selectors.at(-1);
      if (node.name === 'Identifier' && selector !== undefined && selector.metric === '')
        selector.metric = text;
      if (node.name === 'LabelName') (inGrouping ? grouping : selector?.labels)?.push(text);
    },
    leave: node => {
      if (node.name === 'GroupingLabels') inGrouping = false;
    },
  });
  return { error, selectors, grouping };
}
