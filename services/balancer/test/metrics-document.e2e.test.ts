// docs/metrics.md against the registries of balancer and backend: names, types and labels, both ways.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { BackendMetrics } from '../../backend/src/metrics.ts';
import { startTestBalancer, until } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

const DOCUMENT = new URL('../../../docs/metrics.md', import.meta.url);

/** `name type label label`, sorted, of a scrape. */
function ofScrape(text: string): string[] {
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return types.map(([, base = '', type = '']) => {
    const name = type === 'counter' ? `${base}_total` : base;
    const sample = new RegExp(`^${type === 'histogram' ? `${name}_count` : name}(?:\\{(.*?)\\})? `, 'm').exec(
      text,
    );
    assert.ok(sample, `${name} has no sample`);
    const labels = [...(sample[1] ?? '').matchAll(/(\w+)="/g)].map(([, label]) => label);
    return [name, type, ...labels.sort()].join(' ');
  });
}

function ofDocument(text: string): string[] {
  const rows = [
    ...text.matchAll(/^\| `(\w+)` \| (\w+) \| [^|]+ \|([^|]*)\| ([^|]+) \| [^|]+ Sick: [^|]+ \|$/gm),
  ];
  return rows.map(([, name = '', type = '', labels = '']) =>
    [name, type, ...labels.split(/[ ,]+/).filter(Boolean).sort()].join(' '),
  );
}

it('docs/metrics.md has every series with its type, labels and what is sick, and no other', async () => {
  const replica = await TestReplica.start('r', { probe: 'real' });
  const test = await startTestBalancer([replica, '127.0.0.1:9'], { ADMIN_CONTROLS: 'on' });
  await test.post('/scenario', { scenario: 'steady', phase: 'run', forMs: 60_000 });
  for (let i = 0; i < 5; i++) await test.client.call();
  await until(async () => (await test.series('prequal_replica_latency_estimate_seconds')).size > 0);
  const backend = new BackendMetrics(() => [{ name: 'r', rif: 0, estimateMs: () => 1 }]);
  backend.addReplica('r');
  const scraped = [...ofScrape(await test.metrics()), ...ofScrape(await backend.page())];
  await test.stop();
  replica.kill();
  assert.deepEqual(ofDocument(readFileSync(DOCUMENT, 'utf8')).sort(), scraped.sort());
});
