// Every dashboard: valid layout, explained panels, fixed data sources, and expressions that name what exists.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { labelsOf } from './metrics-page.ts';
import { parsePromql } from './promql.ts';

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly exemplar?: boolean;
  readonly datasource: { readonly type: string; readonly uid: string };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly Panel[];
}

const FOLDER = new URL('../dashboards/', import.meta.url);
const SOURCES = new URL('../provisioning/datasources/datasources.yaml', import.meta.url);

const dashboards = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => ({ name, board: JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Dashboard }));

for (const { name, board } of dashboards) {
  const graphs = board.panels.filter(panel => panel.type !== 'row');
  const targets = graphs.flatMap(panel => (panel.targets ?? []).map(target => ({ panel, target })));

  test(`${name}: has a fixed uid, shows the last five minutes and refreshes every 5 s`, () => {
    assert.match(board.uid, /^prequal-[a-z-]+$/);
    assert.equal(board.schemaVersion, 42);
    assert.equal(board.refresh, '5s');
    assert.deepEqual(board.time, { from: 'now-5m', to: 'now' });
  });

  test(`${name}: panels have ids of their own and stand side by side`, () => {
    assert.equal(new Set(board.panels.map(panel => panel.id)).size, board.panels.length);
    const taken = new Map<string, string>();
    for (const { gridPos, title } of board.panels) {
      assert.ok(gridPos.x >= 0 && gridPos.x + gridPos.w <= 24, `${title} reaches over the grid`);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.equal(taken.get(`${x},${y}`), undefined, `${title} lies on ${taken.get(`${x},${y}`)}`);
          taken.set(`${x},${y}`, title);
        }
      }
    }
  });

  test(`${name}: every panel has a title, a description and a unit`, () => {
    for (const panel of graphs) {
      assert.ok(panel.title.length > 0);
      assert.ok((panel.description ?? '').length > 20, `${panel.title}: no description`);
      assert.ok((panel.fieldConfig?.defaults.unit ?? '').length > 0, `${panel.title}: no unit`);
    }
  });

  test(`${name}: every panel asks the provisioned data source, each target under its own letter`, () => {
    const uids = [...readFileSync(SOURCES, 'utf8').matchAll(/^ {4}uid: (\S+)$/gm)].map(match => match[1]);
    assert.deepEqual(uids, ['prometheus', 'jaeger']);
    for (const panel of graphs) {
      const letters = (panel.targets ?? []).map(target => target.refId);
      assert.ok(letters.length > 0, `${panel.title}: no target`);
      assert.equal(new Set(letters).size, letters.length, `${panel.title}: ${letters}`);
      for (const target of panel.targets ?? []) assert.equal(target.datasource.uid, 'prometheus');
      assert.equal(panel.datasource?.uid, 'prometheus');
    }
  });

  test(`${name}: expressions are PromQL over metrics and labels that exist`, () => {
    for (const { panel, target } of targets) {
      const { error, selectors, grouping } = parsePromql(target.expr.replaceAll('$__rate_interval', '8s'));
      assert.equal(error, null, `${panel.title}: ${target.expr}`);
      assert.ok(selectors.length > 0);
      for (const { metric, labels } of selectors) {
        const known = labelsOf(metric);
        assert.ok(known !== null, `${panel.title}: ${metric} is no series of docs/metrics.md`);
        for (const label of [...labels, ...grouping])
          assert.ok(known.includes(label), `${panel.title}: ${metric} has no label ${label}`);
      }
    }
  });

  test(`${name}: rates take Grafana's interval, and a legend names only labels that are left`, () => {
    for (const { panel, target } of targets) {
      for (const [, window] of target.expr.matchAll(/\[([^\]]+)\]/g))
        assert.equal(window, '$__rate_interval', panel.title);
      for (const [, metric] of target.expr.matchAll(/(\w+_(?:total|sum|count|bucket))\b/g))
        assert.match(
          target.expr,
          new RegExp(`rate\\(${metric}\\b`),
          `${panel.title}: ${metric} without rate`,
        );
      const { grouping } = parsePromql(target.expr.replaceAll('$__rate_interval', '8s'));
      for (const [, label = ''] of target.legendFormat.matchAll(/\{\{(\w+)\}\}/g))
        assert.ok(grouping.includes(label), `${panel.title}: legend {{${label}}}`);
    }
  });
}

test('Overview offers exemplars of the latency histogram', () => {
  const overview = dashboards.find(({ board }) => board.uid === 'prequal-overview');
  const latency = overview?.board.panels.find(panel => panel.title === 'Latency');
  const [target] = (latency?.targets ?? []).filter(({ exemplar }) => exemplar === true);
  assert.match(target?.expr ?? '', /prequal_query_duration_seconds_bucket/);
});

test('the parser of this test refuses what is not PromQL', () => {
  assert.notEqual(parsePromql('sum(rate(up[8s])').error, null);
  assert.deepEqual(parsePromql('sum by (a) (x{b="c"}) / y').selectors, [
    { metric: 'x', labels: ['b'] },
    { metric: 'y', labels: [] },
  ]);
  assert.deepEqual(parsePromql('sum by (a) (x)').grouping, ['a']);
});
