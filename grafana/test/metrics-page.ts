// The lab's metrics and their labels as docs/metrics.md has them: another test holds those of balancer and backend against
// the registries, the lab's test all that a dashboard shows against a real Prometheus.

import { readFileSync } from 'node:fs';

interface Metric {
  readonly type: string;
  readonly labels: readonly string[];
}

const PAGE = new URL('../../docs/metrics.md', import.meta.url);
const ROW = /^\| `(\w+)` \| ([\w ]+) \|[^|]*\|([^|]*)\|/gm;
/** Rows of recording rules: several names may share one, and there is no type. */
const RECORDED = /^\| (`\w+:\w+:\w+`[^|]*)\|[^|]*\|([^|]*)\|/gm;
const TARGET_LABELS = ['job', 'instance'];

const page = readFileSync(PAGE, 'utf8');

const metrics: ReadonlyMap<string, Metric> = new Map(
  [...page.matchAll(ROW)].map(([, name = '', type = '', labels = '']) => [
    name,
    { type, labels: labelsIn(labels) },
  ]),
);

const recorded: ReadonlyMap<string, readonly string[]> = new Map(
  [...page.matchAll(RECORDED)].flatMap(([, names = '', labels = '']) =>
    [...names.matchAll(/[\w:]+/g)].map(([name]) => [name, labelsIn(labels)] as const),
  ),
);

/** The names on the page, but for recording rules. */
export const documented: readonly string[] = [...metrics.keys()];

/** The labels that series of this name have, or null where no process of the lab exports it. */
export function labelsOf(series: string): readonly string[] | null {
  const rule = recorded.get(series);
  if (rule !== undefined) return rule;
  const plain = metrics.get(series);
  if (plain !== undefined) return plain.type === 'histogram' ? null : [...plain.labels, ...TARGET_LABELS];
  const [, base = '', part] = /^(.*)_(bucket|sum|count)$/.exec(series) ?? [];
  const histogram = metrics.get(base);
  if (histogram?.type !== 'histogram') return null;
  return [...histogram.labels, ...TARGET_LABELS, ...(part === 'bucket' ? ['le'] : [])];
}

function labelsIn(cell: string): readonly string[] {
  return cell.split(',').flatMap(label => label.trim() || []);
}
