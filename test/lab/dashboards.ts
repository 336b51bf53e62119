// Every expression that Grafana would send: of the panels, annotations and variables of every committed dashboard, and of
// the data source's way from a span to metrics.

import { dashboards, dataSources, plainExpr, variableExpr } from '../../grafana/test/read-dashboards.ts';

export interface Expression {
  readonly where: string;
  readonly expr: string;
}

/** The replica that the variables of a dashboard stand for: the antagonist slows it, and it is frozen. */
const SHOWN = { replica: 'backend-2:50051', host: 'backend-2' };

export function expressions(): readonly Expression[] {
  const all = dashboards.flatMap(({ name, board }) => {
    const { panels, annotations, templating } = board;
    const of = (what: string, expr: string) => ({ where: `${name}: ${what}`, expr });
    return [
      ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => of(title, expr))),
      ...annotations.list.map(annotation => of(annotation.name, annotation.expr)),
      ...templating.list.map(variable => of(`$${variable.name}`, variableExpr(variable.query.query))),
    ];
  });
  return [...all, ...spanQueries()].map(({ where, expr }) => ({ where, expr: filledIn(expr) }));
}

/** What Grafana asks at a span with `prequal.replica.id`. */
function spanQueries(): readonly Expression[] {
  return dataSources.flatMap(({ uid, jsonData: { tracesToMetrics } }) =>
    (tracesToMetrics?.queries ?? []).map(({ name, query }) => ({
      where: `${uid}: ${name}`,
      expr: query.replaceAll('$$__tags', 'replica="$replica"').replaceAll('$$', '$'),
    })),
  );
}

function filledIn(expr: string): string {
  return plainExpr(expr).replaceAll('$replica', SHOWN.replica).replaceAll('$host', SHOWN.host);
}
