// One setting of a program: how its text is read, its legal range, its default, what it is for.

import type { Knob } from 'prequal';
import { checkKnob, PrequalConfigError, rangeOf } from 'prequal';

/** A setting. `read` takes the text of a flag or variable and throws PrequalConfigError, naming `field`, when it is not legal. */
export interface Setting<Value> {
  readonly read: (field: string, text: string) => Value;
  readonly default: Value;
  /** The legal range in words. */
  readonly range: string;
  readonly help: string;
  /** A flag that takes no value: present is true. */
  readonly toggle?: boolean;
}

/** Settings by option name in camelCase. `qRif` is the variable `Q_RIF` and the flag `--q-rif`. */
export type Settings = { readonly [option: string]: Setting<unknown> };

/** The values that a set of settings yields. */
export type Values<S extends Settings> = {
  -readonly [Option in keyof S]: S[Option] extends Setting<infer V> ? V : never;
};

/** The policy's own knob as a setting: same range, same default. */
export function knobSetting<K extends Knob>(
  knob: K,
): Setting<K['default'] extends number ? number : K['default']>;
export function knobSetting(knob: Knob): Setting<number | string> {
  const read = (field: string, text: string): number | string => {
    const value = knob.kind === 'choice' ? text : numberOf(field, text, rangeOf(knob));
    checkKnob(field, knob, value);
    return value;
  };
  return { read, default: knob.default, range: rangeOf(knob), help: knob.help };
}

export function integer(init: number, min: number, max: number, help: string): Setting<number> {
  return knobSetting({ kind: 'integer', default: init, min, max, help });
}

export function number(init: number, min: number, max: number, help: string): Setting<number> {
  return knobSetting({ kind: 'number', default: init, min, max, help });
}

export function choice<const Word extends string>(
  init: Word,
  choices: readonly Word[],
  help: string,
): Setting<Word> {
  const knob = { kind: 'choice', default: init, choices, help } as const;
  return {
    read: (field, text) => {
      checkKnob(field, knob, text);
      return text as Word;
    },
    default: init,
    range: choices.join(', '),
    help,
  };
}

/** Free text. */
export function text(init: string, help: string): Setting<string> {
  return { read: (_field, value) => value, default: init, range: 'any text', help };
}

/** Comma-separated words; empty ones are dropped. At least one, unless none is the default and nothing else. */
export function list(
  init: readonly string[],
  help: string,
  least = init.length > 0 ? 1 : 0,
): Setting<readonly string[]> {
  const range = 'a comma list';
  const read = (field: string, value: string) => {
    const words = value.split(',').flatMap(word => word.trim() || []);
    if (words.length < least) throw new PrequalConfigError(field, value, `${range} of at least ${least}`);
    return words;
  };
  return { read, default: init, range, help };
}

/** A URL with a scheme of http or https, without a trailing slash; empty = none. */
export function url(init: string, help: string): Setting<string> {
  const read = (field: string, value: string): string => {
    if (!/^https?:\/\/[^\s/]+/.test(value))
      throw new PrequalConfigError(field, value, 'http://... or https://...');
    return value.replace(/\/+$/, '');
  };
  return { read, default: init, range: 'http://... or https://...', help };
}

/** Comma-separated URLs. */
export function urlList(init: readonly string[], help: string): Setting<readonly string[]> {
  const one = url('', help);
  const read = (field: string, value: string) =>
    list(init, help)
      .read(field, value)
      .map(word => one.read(field, word));
  return { read, default: init, range: `a comma list of ${one.range}`, help };
}

/** `on` or `off`. */
export function onOff(init: boolean, help: string): Setting<boolean> {
  const read = (field: string, value: string): boolean => {
    if (value !== 'on' && value !== 'off') throw new PrequalConfigError(field, value, 'on, off');
    return value === 'on';
  };
  return { read, default: init, range: 'on, off', help };
}

/** A flag without a value, such as `--json`. As a variable: on, off. */
export function toggle(help: string): Setting<boolean> {
  return { ...onOff(false, help), toggle: true };
}

/** `15s`, `2m`, `500ms` or seconds, as milliseconds; 0 is for ever where the help says so. */
export function duration(initMs: number, help: string): Setting<number> {
  const range = 'durations such as 15s, 2m or 0';
  const read = (field: string, value: string): number => {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value);
    if (match === null) throw new PrequalConfigError(field, value, range);
    const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000;
    return Number(match[1]) * unitMs;
  };
  return { read, default: initMs, range, help };
}

/** A seed: an integer, or by default one drawn from the clock and shown, so that the run can be repeated. */
export function seed(
  help = 'seed of every random stream; default: drawn and printed',
): Setting<number | null> {
  return {
    read: (field, value) => readSeed(field, value),
    default: null,
    range: `0 to ${2 ** 32 - 1}`,
    help,
  };
}

function readSeed(field: string, value: string): number {
  return integer(0, 0, 2 ** 32 - 1, '').read(field, value);
}

function numberOf(field: string, value: string, range: string): number {
  // Decimal only: 0x10 or 1e400 is a slip rather than a wish.
  const parsed = /^-?(\d+\.?\d*|\.\d+)(e-?\d{1,2})?$/i.test(value.trim()) ? Number(value) : Number.NaN;
  if (Number.isNaN(parsed)) throw new PrequalConfigError(field, value, range);
  return parsed;
}
