import assert from 'node:assert/strict';
import { it } from 'node:test';
import { K6Points } from '../../src/compare/k6-points.ts';

function point(metric: string, atMs: number, value: number, tags: Record<string, string> = {}): string {
  const time = new Date(1_700_000_000_000 + atMs).toISOString();
  return JSON.stringify({ metric, type: 'Point', data: { time, value, tags } });
}

it('reads calls from the samples of k6, and leaves other lines alone', () => {
  const points = new K6Points(10);
  for (const line of [
    '{"type":"Metric","data":{"name":"lab_call"},"metric":"lab_call"}',
    'time="..." level=info msg="lab_call"',
    '{"metric":"lab_call" broken',
    point('iterations', 5, 1),
    point('lab_call', 150, 50, { code: '0', replica: 'backend-2-3' }),
    point('lab_call', 1240, 40, { code: '14', replica: '' }),
    point('dropped_iterations', 900, 2),
  ])
    points.add(line);
  assert.deepEqual(points.calls, [
    { atMs: 0, latencyMs: 50, status: 'OK', replica: 13 },
    { atMs: 1100, latencyMs: 40, status: 'UNAVAILABLE', replica: null },
  ]);
  assert.equal(points.dropped, 2);
  assert.equal(points.count, 2);
});
