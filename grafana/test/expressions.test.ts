// Every expression of every dashboard, annotation, variable and data source is PromQL over what exists, and every metric
// of docs/metrics.md is shown somewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documented, labelsOf } from './metrics-page.ts';
import { parsePromql } from './promql.ts';
import { dashboards, dataSources, plainExpr, variableExpr } from './read-dashboards.ts';

/** PromQL, and every series and label in it is of docs/metrics.md. */
function checkExpr(what: string, expr: string): void {
  const { error, selectors, grouping } = parsePromql(plainExpr(expr));
  assert.equal(error, null, `${what}: ${expr}`);
  assert.ok(selectors.length > 0, what);
  const all: string[] = [];
  for (const { metric, labels } of selectors) {
    const known = labelsOf(metric);
    assert.ok(known !== null, `${what}: ${metric} is no series of docs/metrics.md`);
    for (const label of labels) assert.ok(known.includes(label), `${what}: ${metric} has no label ${label}`);
    all.push(...known);
  }
  for (const label of grouping) assert.ok(all.includes(label), `${what}: nothing has a label ${label}`);
}

/** A legend or a text names labels that the expression leaves. */
function checkText(what: string, text: string, expr: string): void {
  const { grouping } = parsePromql(plainExpr(expr));
  for (const [, label = ''] of text.matchAll(/\{\{(\w+)\}\}/g))
    assert.ok(grouping.includes(label), `${what}: {{${label}}}`);
}

for (const { name, board } of dashboards) {
  const targets = board.panels.flatMap(({ title, targets }) => targets.map(target => ({ title, ...target })));

  test(`${name}: expressions are PromQL over metrics and labels that exist`, () => {
    for (const { title, expr, legendFormat } of targets) {
      checkExpr(title, expr);
      checkText(title, legendFormat, expr);
    }
  });

  test(`${name}: rates are over Grafana's interval or over all that is shown`, () => {
    for (const { title, expr } of targets) {
      for (const [, window = ''] of expr.matchAll(/\[([^\]]+)\]/g))
        assert.ok(['$__rate_interval', '$__range'].includes(window), `${title}: ${window}`);
      for (const [, metric] of expr.matchAll(/(\w+_(?:total|sum|count|bucket))\b/g))
        assert.match(
          expr,
          new RegExp(`(?:rate|increase)\\(${metric}\\b`),
          `${title}: ${metric} without rate`,
        );
    }
  });

  test(`${name}: configuration changes and scenario phases are marked, from metrics`, () => {
    const { list } = board.annotations;
    assert.deepEqual(
      list.map(annotation => annotation.name),
      ['Configuration changes', 'Scenario phases'],
    );
    for (const annotation of list) {
      checkExpr(annotation.name, annotation.expr);
      checkText(annotation.name, annotation.textFormat, annotation.expr);
    }
  });

  test(`${name}: its expressions use the variables that it has, and these ask for what exists`, () => {
    const all = targets.map(({ expr }) => expr).join('\n');
    for (const { name: variable, query } of board.templating.list) {
      assert.ok(all.includes(`$${variable}`), variable);
      checkExpr(variable, variableExpr(query.query));
    }
    const names = board.templating.list.map(variable => variable.name);
    for (const [, variable = ''] of all.matchAll(/\$([a-z]\w*)/g))
      assert.ok(names.includes(variable), variable);
  });
}

test('every metric of balancer, backend and k6 in docs/metrics.md is shown by some panel', () => {
  const all = dashboards.flatMap(({ board }) => board.panels.flatMap(panel => panel.targets));
  const shown = new Set(
    all.flatMap(({ expr }) => parsePromql(plainExpr(expr)).selectors.map(({ metric }) => metric)),
  );
  const parts = (metric: string) => [metric, `${metric}_bucket`, `${metric}_sum`, `${metric}_count`];
  assert.deepEqual(
    documented.filter(
      metric => /^(prequal|k6)_/.test(metric) && !parts(metric).some(part => shown.has(part)),
    ),
    [],
  );
});

test("a replica's own series are found by the host in its id", () => {
  const { list } = dashboards.find(({ board }) => board.uid === 'prequal-replica')?.board.templating ?? {};
  const [, regex = ''] = /^\/(.*)\/$/.exec(list?.find(({ name }) => name === 'host')?.regex ?? '') ?? [];
  for (const id of ['backend-2:50051', 'backend-2', '10.0.0.1:80'])
    assert.equal(new RegExp(regex).exec(`{replica="${id}"} 1 1795529777144`)?.[1], id.split(':')[0]);
});

test('a span that names its replica leads to metrics of it', () => {
  const { tracesToMetrics } = dataSources.find(({ uid }) => uid === 'jaeger')?.jsonData ?? {};
  assert.equal(tracesToMetrics?.datasourceUid, 'prometheus');
  assert.deepEqual(tracesToMetrics?.tags, [{ key: 'prequal.replica.id', value: 'replica' }]);
  assert.ok((tracesToMetrics?.queries.length ?? 0) >= 3);
  for (const { name, query } of tracesToMetrics?.queries ?? []) {
    assert.match(query, /\{\$\$__tags\}/, name);
    checkExpr(name, query.replaceAll('$$__tags', 'replica="a:1"').replaceAll('$$', '$'));
  }
});

test('the parser of this test refuses what is not PromQL', () => {
  assert.notEqual(parsePromql('sum(rate(up[8s])').error, null);
  assert.deepEqual(parsePromql('sum by (a) (x{b="c"}) / y').selectors, [
    { metric: 'x', labels: ['b'] },
    { metric: 'y', labels: [] },
  ]);
  assert.deepEqual(parsePromql('sum by (a) (x)').grouping, ['a']);
});
