// The lab's metrics and their labels as docs/metrics.md has them, which another test holds against the registries.

import { readFileSync } from 'node:fs';

interface Metric {
  readonly type: string;
  readonly labels: readonly string[];
}

const PAGE = new URL('../../docs/metrics.md', import.meta.url);
const ROW = /^\| `(\w+)` \| (\w+) \|[^|]*\|([^|]*)\|/gm;
const TARGET_LABELS = ['job', 'instance'];

const metrics: ReadonlyMap<string, Metric> = new Map(
  [...readFileSync(PAGE, 'utf8').matchAll(ROW)].map(([, name = '', type = '', labels = '']) => [
    name,
    { type, labels: labels.split(',').flatMap(label => label.trim() || []) },
  ]),
);

/** The labels that series of this name have, or null where no process of the lab exports it. */
export function labelsOf(series: string): readonly string[] | null {
  const plain = metrics.get(series);
  if (plain !== undefined) return plain.type === 'histogram' ? null : [...plain.labels, ...TARGET_LABELS];
  const [, base = '', part] = /^(.*)_(bucket|sum|count)$/.exec(series) ?? [];
  const histogram = metrics.get(base);
  if (histogram?.type !== 'histogram') return null;
  return [...histogram.labels, ...TARGET_LABELS, ...(part === 'bucket' ? ['le'] : [])];
}
