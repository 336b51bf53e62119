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
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const word = args.find(arg => !Object.hasOwn(options, arg.replace(/^--/, '').split('=')[0] ?? ''));
    const [first = ''] = String((error as Error).message).split('. ');
    throw new PrequalConfigError('flag', word ?? first, 'the flags of --help');
  }
}
