// How does a load report look on the wire? The only conversions: microseconds to milliseconds, messages and trailers to
// LoadReport. Whether a report can be true is said by `invalidReason` of the core.

import { invalidReason, type LoadReport } from 'prequal';
import { loadReporterService, type ProbeResponseMessage } from './proto.ts';

/** Path of the probe's method. */
export const PROBE_PATH = loadReporterService.Probe.path;
export const RIF_TRAILER = 'x-prequal-rif';
export const LATENCY_TRAILER = 'x-prequal-latency-us';

const US_PER_MS = 1000;
/** Plain decimal digits, at most as many as a uint64 has: no sign, no fraction, no exponent, no hexadecimal. */
const DIGITS = /^\d{1,20}$/;

/** A probe's answer as a load report and the name of who answered. The report may be nonsense; see `invalidReason`. */
export function fromProbeResponse(message: ProbeResponseMessage): { load: LoadReport; replica: string } {
  const { latency_us: latencyUs, draining, utilization, qps, eps } = message;
  const load: LoadReport = {
    // As a signed number: a server that sends a negative RIF is found out, since no replica has 2^31 requests in flight.
    rif: (message.rif ?? 0) | 0,
    latencyMs: latencyUs === undefined ? null : latencyUs / US_PER_MS,
    ...(draining === undefined ? {} : { draining }),
    ...(utilization === undefined ? {} : { utilization }),
    ...(qps === undefined ? {} : { qps }),
    ...(eps === undefined ? {} : { eps }),
  };
  return { load, replica: message.replica ?? '' };
}

/** What a replica answers to a probe. */
export function toProbeResponse(load: LoadReport, replica: string): ProbeResponseMessage {
  const { rif, latencyMs, draining = false, utilization, qps, eps } = load;
  return {
    rif,
    ...(latencyMs === null ? {} : { latency_us: Math.round(latencyMs * US_PER_MS) }),
    draining,
    ...(utilization === undefined ? {} : { utilization }),
    ...(qps === undefined ? {} : { qps }),
    ...(eps === undefined ? {} : { eps }),
    replica,
  };
}

/** The trailers that carry `load` with a query's answer; an unknown latency is left out. */
export function loadTrailers(load: LoadReport): Record<string, string> {
  const trailers: Record<string, string> = { [RIF_TRAILER]: String(load.rif) };
  if (load.latencyMs !== null) trailers[LATENCY_TRAILER] = String(Math.round(load.latencyMs * US_PER_MS));
  return trailers;
}

/**
 * The report in `raw`, trailers as name, value, name, value. Null when there is none; 'invalid' when one stands there that
 * cannot be true or is not whole: text that is no number, a value twice, latency without RIF.
 */
export function readLoadTrailers(raw: readonly string[]): LoadReport | null | 'invalid' {
  let rif: number | null = null;
  let latencyUs: number | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i];
    if (name !== RIF_TRAILER && name !== LATENCY_TRAILER) continue;
    const value = numberOf(raw[i + 1]);
    if (value === null || (name === RIF_TRAILER ? rif : latencyUs) !== null) return 'invalid';
    if (name === RIF_TRAILER) rif = value;
    else latencyUs = value;
  }
  if (rif === null) return latencyUs === null ? null : 'invalid';
  const load: LoadReport = { rif, latencyMs: latencyUs === null ? null : latencyUs / US_PER_MS };
  return invalidReason(load) === null ? load : 'invalid';
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && DIGITS.test(text) ? Number(text) : null;
}
