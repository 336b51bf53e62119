// Is a call the user's work? It knows paths, not handlers.

import type { CallKind } from './call-observer.ts';
import { PROBE_PATH } from './wire.ts';

const INFRASTRUCTURE =
  /^\/(grpc\.health\.v\d+\w*\.Health|grpc\.reflection\.v\d+\w*\.ServerReflection|prequal\.v\d+\w*\.LoadReporter)\//;

/** `infrastructure`: health and reflection of any version, asked by machinery; neither counted nor observed. */
export function methodKind(path: string): CallKind | 'infrastructure' {
  if (path === PROBE_PATH) return 'probe';
  return INFRASTRUCTURE.test(path) ? 'infrastructure' : 'query';
}
