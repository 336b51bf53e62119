// Where clicks lead: dashboards and variables that exist, Jaeger's search with an operation, exemplars to traces.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboards, dataSources, type Link } from './read-dashboards.ts';

interface Query {
  readonly queryType: string;
  readonly service: string;
  readonly operation: string;
  readonly tags: string;
  readonly datasource: { readonly uid: string };
}

/** A placeholder, as Grafana reads it. */
const filledIn = (name: string) => `\${${name}}`;
const boards = dashboards.map(({ board }) => board);
const links = boards.flatMap(({ panels }) =>
  panels.flatMap(({ title, targets, fieldConfig }) =>
    (fieldConfig?.defaults.links ?? []).map((link): Link & { what: string; legends: string } => ({
      ...link,
      what: `${title}: ${link.title}`,
      legends: targets.map(({ legendFormat }) => legendFormat).join(),
    })),
  ),
);

test('links between dashboards name one that exists, and a variable that it has', () => {
  const inside = links.filter(({ url }) => url.startsWith('/d/'));
  assert.ok(inside.some(({ url }) => url.startsWith('/d/prequal-replica?var-replica=')));
  for (const { what, url } of inside) {
    const [, uid, query = ''] = /^\/d\/([\w-]+)\?(.*)$/.exec(url) ?? [];
    const board = boards.find(each => each.uid === uid);
    assert.ok(board !== undefined, what);
    assert.match(query, /\$\{__url_time_range\}$/, what);
    for (const [, name = ''] of query.matchAll(/var-(\w+)=/g))
      assert.ok(
        board.templating.list.some(variable => variable.name === name),
        what,
      );
  }
});

test('links to traces search Jaeger through its data source, and name the operation', () => {
  const outside = links.filter(({ url }) => !url.startsWith('/d/'));
  assert.ok(outside.length >= 4);
  for (const { what, url } of outside) {
    const [, panes = ''] = /^\/explore\?schemaVersion=1&orgId=1&panes=(.*)$/.exec(url) ?? [];
    const { jaeger } = JSON.parse(decodeURIComponent(panes)) as {
      jaeger: { datasource: string; queries: Query[]; range: { from: string; to: string } };
    };
    const [query] = jaeger.queries;
    assert.equal(jaeger.datasource, 'jaeger', what);
    assert.equal(query?.queryType, 'search', what);
    assert.equal(query?.service, 'prequal-balancer', what);
    assert.ok(['prequal.pick', 'helloworld.Greeter/SayHello'].includes(query?.operation ?? ''), what);
    assert.match(query?.tags ?? '', /^[\w.]+=\$\{[\w.]+\}$/, what);
    assert.deepEqual(Object.values(jaeger.range), ['__from', '__to'].map(filledIn), what);
  }
});

test('a link that takes a label of the clicked series stands where series have it', () => {
  for (const { what, url, legends } of links)
    for (const [, label = ''] of url.matchAll(/\$\{__field\.labels\.(\w+)\}/g))
      assert.ok(legends.includes(`{{${label}}}`), what);
});

test("an exemplar leads to Jaeger's own page first, then to the trace in Grafana, with its node graph", () => {
  const { exemplarTraceIdDestinations = [] } =
    dataSources.find(({ uid }) => uid === 'prometheus')?.jsonData ?? {};
  const [first, second] = exemplarTraceIdDestinations;
  assert.equal(first?.name, 'trace_id');
  assert.equal(first?.url, `${filledIn('JAEGER_URL')}/trace/$${filledIn('__value.raw')}`);
  assert.equal(second?.name, 'trace_id');
  assert.equal(second?.datasourceUid, 'jaeger');
  assert.equal(dataSources.find(({ uid }) => uid === 'jaeger')?.jsonData.nodeGraph?.enabled, true);
});

test('latency, probes and decisions offer exemplars', () => {
  const offering = boards.flatMap(({ panels }) =>
    panels.flatMap(({ targets }) => targets.flatMap(({ exemplar, expr }) => (exemplar ? expr : []))),
  );
  for (const histogram of ['query', 'probe', 'pick'])
    assert.ok(
      offering.some(expr => expr.includes(`prequal_${histogram}_duration_seconds_bucket`)),
      histogram,
    );
});
