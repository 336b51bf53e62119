// Is this a legal change of faults? Reads the body of POST /control; what is applied is not its business.

import { RequestError, STATUS_NAMES, type StatusName } from 'program';
import type { FaultChange, FaultName } from './faults.ts';

export interface ControlRequest {
  /** Null means every replica of the process. */
  readonly replica: string | null;
  readonly change: FaultChange;
  /** Null means for good. */
  readonly forMs: number | null;
}

interface Rule {
  readonly range: string;
  readonly holds: (value: unknown) => boolean;
}

const DAY_MS = 86_400_000;
const ERROR_STATUSES: readonly StatusName[] = STATUS_NAMES.filter(name => name !== 'OK');

const rules: Readonly<Record<FaultName | 'forMs', Rule>> = {
  slowFactor: numberRule(1, 1000),
  errorFraction: numberRule(0, 1),
  errorStatus: oneOf(ERROR_STATUSES),
  frozen: flagRule(),
  stopped: flagRule(),
  capacityCores: numberRule(0.01, 1024),
  forMs: numberRule(1, DAY_MS),
};

/** Reads `body`; throws RequestError 400 naming the first field that is unknown or out of range. */
export function readControl(body: unknown, replicas: readonly string[]): ControlRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refuse('body', body, 'a JSON object');
  }
  const legal: Readonly<Record<string, Rule>> = { replica: oneOf(replicas), ...rules };
  for (const [field, value] of Object.entries(body)) {
    const rule = Object.hasOwn(legal, field) ? legal[field] : undefined;
    if (rule === undefined) throw refuse(field, value, `the fields ${Object.keys(legal).join(', ')}`);
    if (!rule.holds(value)) throw refuse(field, value, rule.range);
  }
  const { replica = null, forMs = null, ...change } = body as Partial<ControlRequest> & FaultChange;
  if (Object.keys(change).length === 0) throw refuse('body', JSON.stringify(body), 'at least one fault');
  return { replica, forMs, change: change as FaultChange };
}

function refuse(field: string, value: unknown, range: string): RequestError {
  const code = 'ERR_PREQUAL_CONFIG';
  return new RequestError(400, code, `${code}: ${field}=${shown(value)} is outside ${range}`, {
    field,
    value,
    range,
  });
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberRule(min: number, max: number): Rule {
  return {
    range: `${min} to ${max}`,
    holds: value => typeof value === 'number' && value >= min && value <= max,
  };
}

function flagRule(): Rule {
  return { range: 'true, false', holds: value => typeof value === 'boolean' };
}

function oneOf(words: readonly string[]): Rule {
  return { range: words.join(', '), holds: value => typeof value === 'string' && words.includes(value) };
}
