// A program's settings as the table that README shows.

import { type Settings, variableOf } from '../packages/program/src/index.ts';

/** One row per setting: variable, default, range, meaning. */
export function settingsTable(settings: Settings): string {
  const rows = Object.entries(settings).map(([option, setting]) => {
    const cells = [`\`${variableOf(option)}\``, shown(setting.default), setting.range, setting.help];
    return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  });
  return `| variable | default | range | meaning |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

settingsTable.variable = (option: string): string => variableOf(option);

function shown(value: unknown): string {
  if (value === null || value === '') return '';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.map(String).join(',') : String(value);
}
