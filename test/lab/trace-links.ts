// Dashboards' links to traces, followed: Jaeger is asked what Grafana asks it for each of them, and finds such traces.

import assert from 'node:assert/strict';
import { dashboards } from '../../grafana/test/read-dashboards.ts';
import { at } from './compose.ts';
import { getJson } from './get-json.ts';
import { until } from './until.ts';

interface Search {
  readonly service: string;
  readonly operation: string;
  readonly tags: string;
}

/** What the clicked series, or the variable, may have stood for in this run. */
const CLICKED = { replica: 'backend-2:50051', rule: 'fallback', code: 'UNAVAILABLE' } as const;
const ARRIVAL_MS = 20_000;
const LOOK_BACK_MS = 180_000;

export async function traceLinks(say: (text: string) => void): Promise<void> {
  const searches = new Set(dashboards.flatMap(({ board }) => board.panels.flatMap(linksOf)).map(filledIn));
  for (const search of searches) await until(ARRIVAL_MS, () => finds(search), say);
  say(`    ${searches.size} searches`);
}

function linksOf({ fieldConfig }: (typeof dashboards)[number]['board']['panels'][number]): readonly string[] {
  return (fieldConfig?.defaults.links ?? []).flatMap(
    ({ url }) => /^\/explore\?.*panes=(.*)$/.exec(url)?.[1] ?? [],
  );
}

/** The pane's query as JSON, with values for its placeholders. */
function filledIn(panes: string): string {
  const text = decodeURIComponent(panes).replace(/\$\{(?:__field\.labels\.)?(\w+)\}/g, (placeholder, name) =>
    name in CLICKED ? CLICKED[name as keyof typeof CLICKED] : placeholder,
  );
  const { jaeger } = JSON.parse(text) as { jaeger: { queries: readonly [Search] } };
  return JSON.stringify(jaeger.queries[0]);
}

/** Grafana turns `key=value` into the object that this API takes. */
async function finds(search: string): Promise<void> {
  const { service, operation, tags } = JSON.parse(search) as Search;
  const [key = '', value] = tags.split('=');
  const now = Date.now();
  const query = new URLSearchParams({
    service,
    operation,
    tags: JSON.stringify({ [key]: value }),
    start: String((now - LOOK_BACK_MS) * 1000),
    end: String(now * 1000),
    limit: '1',
  });
  const { data } = (await getJson(at('JAEGER_PORT', `/api/traces?${query}`))) as { data: readonly unknown[] };
  assert.ok(data.length > 0, `no trace of ${operation} with ${tags}`);
}
