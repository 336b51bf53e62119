// How is a JSON value checked field by field, so that what is wrong is one line: field, value, legal range?
//
// Read by k6 and by Node: it imports neither.

/** Returns `value` as T, or throws ScenarioError naming `field`. */
export type Read<T> = (value: unknown, field: string) => T;

type Readers<T> = { readonly [Key in keyof T]: Read<T[Key]> };

/** A scenario file that breaks the format. The message is the whole line. */
export class ScenarioError extends Error {
  constructor(field: string, value: unknown, range: string) {
    super(`ERR_PREQUAL_SCENARIO: ${field}=${shown(value)} is outside ${range}`);
  }
}

/** A finite number in [min, max]. */
export function number(min: number, max: number): Read<number> {
  return (value, field) => {
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw new ScenarioError(field, value, `${min} to ${max}`);
  };
}

/** A whole number in [min, max]. */
export function integer(min: number, max: number): Read<number> {
  return (value, field) => {
    if (Number.isInteger(value)) return number(min, max)(value, field);
    throw new ScenarioError(field, value, `the integers ${min} to ${max}`);
  };
}

/** Text of at least one character. */
export function text(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ScenarioError(field, value, 'non-empty text');
}

export function flag(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ScenarioError(field, value, 'true, false');
}

/** One of a closed set of words. */
export function word<const Word extends string>(words: readonly Word[]): Read<Word> {
  return (value, field) => {
    const found = words.find(each => each === value);
    if (found !== undefined) return found;
    throw new ScenarioError(field, value, words.join(', '));
  };
}

/** A list of at least `least` elements. */
export function list<T>(read: Read<T>, least = 0): Read<readonly T[]> {
  return (value, field) => {
    if (!Array.isArray(value) || value.length < least)
      throw new ScenarioError(field, value, `lists of at least ${least}`);
    return value.map((each, at) => read(each, `${field}[${at}]`));
  };
}

/** An object with all of `needed`, any of `extra`, and nothing else. */
export function record<Needed, Extra = unknown>(
  needed: Readers<Needed>,
  extra?: Readers<Extra>,
): Read<Needed & Partial<Extra>> {
  const known: Record<string, Read<unknown>> = { ...needed, ...extra };
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ScenarioError(field || 'scenario', value, 'JSON objects');
    const given = value as Record<string, unknown>;
    const path = (key: string) => (field === '' ? key : `${field}.${key}`);
    for (const key of Object.keys(given))
      if (!Object.hasOwn(known, key))
        throw new ScenarioError(path(key), given[key], `the keys ${Object.keys(known).join(', ')}`);
    for (const key of Object.keys(needed))
      if (!Object.hasOwn(given, key))
        throw new ScenarioError(path(key), undefined, 'the keys that must be there');
    return Object.fromEntries(
      Object.entries(given).map(([key, each]) => [key, known[key]?.(each, path(key))]),
    ) as Needed & Partial<Extra>;
  };
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
