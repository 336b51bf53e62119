// How long does a change of a backend hold? A fault that nobody remembers must not stay: one without `forMs` ends by itself.

/** Milliseconds. */
export const DEFAULT_FOR_MS = 60_000;

/** What each fault is where there is none. */
const HEALTHY: Readonly<Record<string, unknown>> = {
  slowFactor: 1,
  errorFraction: 0,
  frozen: false,
  stopped: false,
};

/**
 * `body` as a backend's control port takes it, where no `forMs` means for good: `forMs: 0` asks for that, and so does a
 * change that only ends faults. All else without `forMs` gets the default. What is not an object is left as it is.
 */
export function withExpiry(body: unknown, coresAtStart: number | undefined): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { forMs, ...change } = body as Readonly<Record<string, unknown>>;
  if (forMs === 0) return change;
  if (forMs !== undefined) return body;
  const healthy: Readonly<Record<string, unknown>> = { ...HEALTHY, capacityCores: coresAtStart };
  const names = Object.keys(change).filter(name => name !== 'replica' && name !== 'errorStatus');
  return names.every(name => change[name] === healthy[name]) ? body : { ...body, forMs: DEFAULT_FOR_MS };
}
