import assert from 'node:assert/strict';
import { it } from 'node:test';
import { composeFiles } from '../../src/compare/compose-fleet.ts';

it('takes the Compose files of the shell, and the layout from the scenario alone', () => {
  const fleet = ['compose.fleet.yml'];
  assert.deepEqual(composeFiles(undefined, []), ['docker-compose.yml']);
  assert.deepEqual(composeFiles('', fleet), ['docker-compose.yml', ...fleet]);
  const shell = 'docker-compose.yml:./compose.fleet.yml:mine.yml';
  assert.deepEqual(composeFiles(shell, []), ['docker-compose.yml', 'mine.yml']);
  assert.deepEqual(composeFiles(shell, fleet), ['docker-compose.yml', 'mine.yml', ...fleet]);
});
