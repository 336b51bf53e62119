// What every program does first and last: help, version, settings, one-line errors, exit status.

import { PrequalConfigError } from 'prequal';
import './node-version.mjs';
import type { Settings, Values } from './setting.ts';
import { flagOf, loadDotEnv, readSettings, variableOf } from './settings.ts';

/** A program as `--help` describes it. */
export interface Program<S extends Settings> {
  /** The npm script's name. */
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  readonly settings: S;
  readonly examples?: readonly string[];
}

/** Exit status: 0 done, 1 a check failed, 2 wrong usage or setting. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** An error whose message is the whole line that a user should see: no stack is printed. */
export class PlainError extends Error {
  readonly exit: number;

  constructor(message: string, exit: number = EXIT.failed) {
    super(message);
    this.exit = exit;
  }
}

/** Runs `main` with the settings read, and ends the process with the status that it returns. */
export async function runProgram<S extends Settings>(
  program: Program<S>,
  main: (config: Values<S>) => Promise<number>,
): Promise<never> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) end(EXIT.done, help(program));
  if (args.includes('--version')) end(EXIT.done, `${program.name} ${program.version}`);
  try {
    loadDotEnv();
    process.exit(await main(readSettings(program.settings, args, process.env)));
  } catch (error) {
    if (error instanceof PrequalConfigError) end(EXIT.usage, error.message);
    if (error instanceof PlainError) end(error.exit, error.message);
    throw error;
  }
}

function end(status: number, line: string): never {
  (status === EXIT.done ? process.stdout : process.stderr).write(`${line}\n`);
  process.exit(status);
}

function help<S extends Settings>(program: Program<S>): string {
  const rows = Object.entries(program.settings).map(([option, setting]) => {
    const flag = setting.toggle ? `--${flagOf(option)}` : `--${flagOf(option)} VALUE`;
    const init = setting.toggle ? '' : ` [${shown(setting.default)}; ${setting.range}]`;
    return `  ${flag.padEnd(34)} ${setting.help}${init}`;
  });
  const names = Object.keys(program.settings);
  const example = names.find(name => variableOf(name).includes('_')) ?? names[0];
  const sources = (option: string) =>
    `Each flag is also a variable: --${flagOf(option)} is ${variableOf(option)}. Flag over environment over .env over default.`;
  return [
    `${program.name} ${program.version}: ${program.summary}`,
    '',
    ...rows,
    `  ${'--help, --version'.padEnd(34)} this text; the version`,
    '',
    ...(example === undefined ? [] : [sources(example)]),
    ...(program.examples ?? []).map(line => `  ${line}`),
  ].join('\n');
}

function shown(value: unknown): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(',') || 'none' : String(value);
}
