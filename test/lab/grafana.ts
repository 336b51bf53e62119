// Grafana without login: the data sources answer, the dashboards are there, Overview is the home page.

import assert from 'node:assert/strict';
import { dashboards } from '../../grafana/test/read-dashboards.ts';
import { at } from './compose.ts';
import { getJson } from './get-json.ts';

export async function provisioned(): Promise<void> {
  const get = (path: string) => getJson(at('GRAFANA_PORT', path));
  const sources = (await get('/api/datasources')) as { uid: string }[];
  assert.deepEqual(sources.map(({ uid }) => uid).toSorted(), ['jaeger', 'prometheus']);
  for (const { uid } of sources) {
    const { status } = (await get(`/api/datasources/uid/${uid}/health`)) as { status: string };
    assert.equal(status, 'OK', `data source ${uid}`);
  }
  const found = (await get('/api/search?type=dash-db')) as { uid: string }[];
  assert.deepEqual(
    found.map(({ uid }) => uid).toSorted(),
    dashboards.map(({ board }) => board.uid).toSorted(),
  );
  const home = (await get('/api/dashboards/home')) as { dashboard: { title: string } };
  assert.equal(home.dashboard.title, 'Overview');
}
