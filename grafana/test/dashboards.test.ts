// Every dashboard: valid layout, explained panels, fixed data sources.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboards, dataSources } from './read-dashboards.ts';

test('the dashboards are these five, each under its uid', () => {
  const uids = Object.fromEntries(dashboards.map(({ name, board }) => [name, board.uid]));
  assert.deepEqual(uids, {
    'compare-policies.json': 'prequal-compare',
    'overview.json': 'prequal-overview',
    'probing-cost.json': 'prequal-probing',
    'replica.json': 'prequal-replica',
    'routing-decisions.json': 'prequal-decisions',
  });
});

for (const { name, board } of dashboards) {
  test(`${name}: shows the last five minutes, refreshes every 5 s and says what it answers`, () => {
    assert.equal(board.schemaVersion, 42);
    assert.equal(board.refresh, '5s');
    assert.deepEqual(board.time, { from: 'now-5m', to: 'now' });
    assert.deepEqual(board.tags, ['prequal']);
    assert.ok(board.description.includes('?'), board.description);
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
    const bottom = Math.max(...board.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    assert.equal(taken.size, 24 * bottom, 'a gap between panels');
  });

  test(`${name}: every panel has a title, a unit, and says what healthy and sick look like`, () => {
    for (const { title, description, fieldConfig } of board.panels) {
      assert.ok(title.length > 0);
      assert.match(description ?? '', /^.{15,}\. Healthy: [^.].*[^.]\. Sick: [^.].*[^.]\.$/, title);
      assert.ok((fieldConfig?.defaults.unit ?? '').length > 0, `${title}: no unit`);
    }
  });

  test(`${name}: every panel asks the provisioned data source, each target under its own letter`, () => {
    assert.deepEqual(
      dataSources.map(({ uid }) => uid),
      ['prometheus', 'jaeger'],
    );
    for (const { title, targets, datasource } of board.panels) {
      const letters = targets.map(target => target.refId);
      assert.ok(letters.length > 0, `${title}: no target`);
      assert.equal(new Set(letters).size, letters.length, `${title}: ${letters}`);
      for (const target of targets) assert.equal(target.datasource.uid, 'prometheus');
      assert.equal(datasource?.uid, 'prometheus');
    }
  });
}
