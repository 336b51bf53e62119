// Where a setting's value comes from: flag over environment over `.env` over default.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PrequalConfigError } from 'prequal';
import type { Settings, Values } from './setting.ts';

/** `qRif` as the variable `Q_RIF`. */
export function variableOf(option: string): string {
  return option.replace(/([A-Z])|(\d+)/g, '_$&').toUpperCase();
}

/** `qRif` as the flag `q-rif`. */
export function flagOf(option: string): string {
  return variableOf(option).toLowerCase().replaceAll('_', '-');
}

/** Puts the variables of `./.env` into the environment; those already set stay. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/**
 * Reads all `settings`. An empty variable counts as unset. Throws PrequalConfigError on an unknown flag, a stray word or
 * a value out of range.
 */
export function readSettings<S extends Settings>(
  settings: S,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Values<S> {
  const flags = readFlags(settings, args);
  const values: Record<string, unknown> = {};
  for (const [option, setting] of Object.entries(settings)) {
    const flag = flags[flagOf(option)];
    const variable = variableOf(option);
    const fromEnv = env[variable];
    if (flag === true) values[option] = true;
    else if (typeof flag === 'string') values[option] = setting.read(variable, flag);
    else if (fromEnv !== undefined && fromEnv !== '') values[option] = setting.read(variable, fromEnv);
    else values[option] = setting.default;
  }
  return values as Values<S>;
}

function readFlags(
  settings: Settings,
  args: readonly string[],
): Record<string, string | boolean | undefined> {
  const options = Object.fromEntries(
    Object.entries(settings).map(([option, setting]) => [
      flagOf(option),
      { type: setting.toggle ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    return parseArgs({ args: joined(args), options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw wrongFlag(settings, args, error);
  }
}

/** `--drain-ms -1` as `--drain-ms=-1`: a number below zero is a value, however wrong, and no flag. */
function joined(args: readonly string[]): string[] {
  const whole: string[] = [];
  for (const arg of args) {
    const flag = whole.at(-1);
    if (/^-\d/.test(arg) && flag !== undefined && /^--[^=]+$/.test(flag))
      whole[whole.length - 1] = `${flag}=${arg}`;
    else whole.push(arg);
  }
  return whole;
}

function wrongFlag(settings: Settings, args: readonly string[], error: unknown): PrequalConfigError {
  const flags = new Map(
    Object.entries(settings).map(([option, setting]) => [`--${flagOf(option)}`, { option, setting }]),
  );
  const unknown = args.find(arg => !flags.has(arg.split('=')[0] ?? '') && arg.startsWith('-'));
  const stray = unknown ?? args.find((arg, i) => !arg.startsWith('-') && !flags.has(args[i - 1] ?? ''));
  if (stray !== undefined) return new PrequalConfigError('flag', stray, 'the flags of --help');
  const bare = args
    .filter((_, i) => args[i + 1]?.startsWith('-') ?? true)
    .map(arg => flags.get(arg))
    .find(flag => flag !== undefined && !flag.setting.toggle);
  if (bare !== undefined) return new PrequalConfigError(variableOf(bare.option), '', bare.setting.range);
  return new PrequalConfigError('flag', (error as Error).message.split('. ')[0], 'the flags of --help');
}
