// The backend's series: there from the start, moved by queries, with exemplars that lead to a kept span.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STATUS_NAMES } from 'program';
import { BackendMetrics } from '../src/metrics.ts';

const KEPT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const estimate: { ms: number | null } = { ms: null };

function newMetrics(): BackendMetrics {
  const metrics = new BackendMetrics(() => [{ name: 'r1', rif: 3, estimateMs: () => estimate.ms }]);
  metrics.addReplica('r1');
  return metrics;
}

test('every closed label set exists at 0 before the first query', async () => {
  const page = await newMetrics().page();
  for (const code of STATUS_NAMES) {
    assert.ok(page.includes(`prequal_server_queries_total{replica="r1",code="${code}"} 0\n`), code);
  }
  assert.match(page, /prequal_server_query_duration_seconds_count\{replica="r1"\} 0\n/);
  assert.match(page, /prequal_server_query_duration_seconds_bucket\{le="10",replica="r1"\} 0\n/);
  assert.match(page, /prequal_server_rif\{replica="r1"\} 3\n/);
  assert.match(page, /# EOF\n$/);
});

test('the estimate is in seconds, and absent while unknown', async () => {
  const metrics = newMetrics();
  assert.doesNotMatch(await metrics.page(), /latency_estimate_seconds\{/);
  estimate.ms = 12.5;
  assert.match(await metrics.page(), /prequal_server_latency_estimate_seconds\{replica="r1"\} 0.0125\n/);
  estimate.ms = null;
  assert.doesNotMatch(await metrics.page(), /latency_estimate_seconds\{/);
});

test('a query counts by status and duration, with an exemplar where its span is kept', async () => {
  const metrics = newMetrics();
  metrics.queryEnded('r1', 'OK', 60, KEPT);
  metrics.queryEnded('r1', 'UNAVAILABLE', 0.2, { ...KEPT, traceFlags: 0 });
  metrics.queryEnded('r1', 'OK', 20_000, undefined);
  const page = await metrics.page();
  assert.match(page, /prequal_server_queries_total\{replica="r1",code="OK"\} 2\n/);
  assert.match(page, /prequal_server_queries_total\{replica="r1",code="UNAVAILABLE"\} 1\n/);
  const exemplars = page.split('\n').filter(line => line.includes('# {'));
  assert.equal(exemplars.length, 1);
  assert.match(
    exemplars[0] ?? '',
    /le="0.075".* 2 # \{trace_id="0af7651916cd43dd8448eb211c80319c",span_id="b7ad6b7169203331"\} 0.06/,
  );
  assert.match(page, /bucket\{le="\+Inf",replica="r1"\} 3\n/);
});
