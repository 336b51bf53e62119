// Alerts and recording rules: they name series that exist, say what to do, and have unit tests (services/prometheus/test,
// run by promtool in test:lab) in which each fires and does not.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { labelsOf } from '../grafana/test/metrics-page.ts';
import { parsePromql } from '../grafana/test/promql.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Alert extends Rule {
  readonly alert: string;
}

interface Case {
  readonly alertname: string;
  readonly exp_alerts: readonly { readonly exp_labels: { readonly severity?: string } }[];
}

const PROMETHEUS = new URL('../services/prometheus/', import.meta.url);
/** Series of the collector and of Jaeger, which no page of ours describes. */
const COLLECTOR = /^otelcol_(receiver_refused|exporter_send_failed|exporter_enqueue_failed)_spans(_total)?$/;

const read = (path: string) => readFileSync(new URL(path, PROMETHEUS), 'utf8');
const filesIn = (folder: string) => readdirSync(new URL(folder, PROMETHEUS)).map(name => `${folder}${name}`);

const rules = filesIn('rules/').flatMap(file =>
  (parse(read(file)) as { groups: { rules: Rule[] }[] }).groups.flatMap(group => group.rules),
);
const alerts = rules.filter((rule): rule is Alert => rule.alert !== undefined);
const recorded = rules.flatMap(({ record }) => record ?? []);
const runbook = read('../../docs/runbook.md');
const metricsPage = read('../../docs/metrics.md');

test('Prometheus loads every file of the rules', () => {
  const { rule_files } = parse(read('prometheus.yml')) as { rule_files: string[] };
  assert.deepEqual(rule_files, ['rules/*.yml']);
  for (const file of filesIn('rules/')) assert.match(file, /\.yml$/);
  assert.match(
    read('../../docker-compose.yml'),
    /- \.\/services\/prometheus\/rules:\/etc\/prometheus\/rules:ro$/m,
  );
});

test('every expression is PromQL over series and labels that exist', () => {
  for (const { expr } of rules) {
    const { error, selectors } = parsePromql(expr);
    assert.equal(error, null, expr);
    assert.ok(selectors.length > 0, expr);
    for (const { metric, labels } of selectors) {
      if (recorded.includes(metric) || COLLECTOR.test(metric)) continue;
      const known = labelsOf(metric);
      assert.ok(known !== null, `${metric} is no series of docs/metrics.md`);
      for (const label of labels) assert.ok(known.includes(label), `${metric} has no label ${label}`);
    }
  }
});

test('docs/metrics.md has every recorded series', () => {
  for (const name of recorded) assert.ok(metricsPage.includes(`\`${name}\``), name);
});

test('every alert waits, has a severity, and says where, how much and what to do', () => {
  assert.ok(alerts.length > 0);
  for (const { alert, for: wait, labels, annotations } of alerts) {
    assert.match(wait ?? '', /^\d+[sm]$/, alert);
    assert.match(labels?.severity ?? '', /^(page|ticket)$/, alert);
    const { summary = '', description = '', runbook_url } = annotations ?? {};
    assert.match(summary, /\{\{ \$labels\.\w+ \}\}/, alert);
    assert.match(description, /\{\{ \$value \| /, alert);
    assert.equal(runbook_url, `docs/runbook.md#${alert.toLowerCase()}`);
  }
});

test('docs/runbook.md has a section for every alert and for no other, each with the same five parts', () => {
  const [, ...sections] = runbook.split(/^## /m);
  assert.deepEqual(
    sections.map(section => section.split('\n')[0]).toSorted(),
    [...new Set(alerts.map(({ alert }) => alert))].toSorted(),
  );
  for (const section of sections) {
    const parts = [...section.matchAll(/^\*\*(\w+):?\*\*/gm)].map(([, part]) => part);
    assert.deepEqual(parts, ['Means', 'Confirm', 'Causes', 'Do', 'Ignore'], section.split('\n')[0]);
  }
});

test('every alert needs one call a second', () => {
  for (const { alert, expr } of alerts)
    assert.match(expr, /(instance|job):prequal_queries:rate1m >= 1$/, alert);
});

test('every alert has a unit test in which it fires and one in which it does not', () => {
  const cases = filesIn('test/').flatMap(file =>
    (parse(read(file)) as { tests: { alert_rule_test?: Case[] }[] }).tests.flatMap(
      ({ alert_rule_test = [] }) => alert_rule_test,
    ),
  );
  for (const { alert, labels } of alerts) {
    const fires = cases
      .filter(({ alertname }) => alertname === alert)
      .map(({ exp_alerts }) => exp_alerts.some(({ exp_labels }) => exp_labels.severity === labels?.severity));
    assert.ok(fires.includes(true), `${alert} (${labels?.severity}) never fires`);
    assert.ok(fires.includes(false), `${alert} (${labels?.severity}) always fires`);
  }
  const names = alerts.map(({ alert }) => alert);
  for (const { alertname } of cases) assert.ok(names.includes(alertname), `${alertname} is no alert`);
});
