// The routes of the inspector page: its files, its events, what it may ask for.

import { PrequalConfigError, type ReplayChange, replayDecision } from 'prequal';
import { type Answer, RequestError, type Route } from 'program';
import { configError, decisionOf } from '../admin/admin-requests.ts';
import type { Decisions } from '../admin/decisions.ts';
import { whyNoReplay } from './decision-line.ts';
import type { Inspector } from './inspector.ts';
import { webRoutes } from './web-files.ts';

export interface InspectorRoutesParts {
  readonly inspector: Inspector;
  readonly decisions: Decisions;
}

export function inspectorRoutes({ inspector, decisions }: InspectorRoutesParts): Route[] {
  return [
    ...webRoutes(),
    { method: 'GET', path: '/events', handler: () => inspector.events.answer() },
    {
      method: 'POST',
      path: '/decisions/*/replay',
      changes: false,
      handler: ({ params, body }) => replay(decisions, params[0], body),
    },
    {
      method: 'POST',
      path: '/replicas/*/control',
      handler: ({ params, body }) => inspector.control.change(params[0] ?? '', body),
    },
  ];
}

/** What would have been picked under another threshold: the core decides again, nothing is changed. */
function replay(decisions: Decisions, id: string | undefined, body: unknown): Answer {
  const decision = decisionOf(decisions, id);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw configError(new PrequalConfigError('body', body, 'an object with qRif, hotTies'));
  }
  try {
    const result = replayDecision({ ...decision, ref: 0 }, body as ReplayChange);
    if (result !== null) return { json: { id: decision.id, ...result } };
  } catch (error) {
    throw error instanceof PrequalConfigError ? configError(error) : error;
  }
  const message = `decision ${decision.id}: ${whyNoReplay(decision)}`;
  throw new RequestError(409, 'ERR_PREQUAL_REPLAY', message, { rule: decision.rule });
}
