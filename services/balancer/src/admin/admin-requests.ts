// What admin requests ask for, read and refused in one way.

import type { PrequalConfigError } from 'prequal';
import { RequestError, variableOf } from 'program';
import type { Decisions, DecisionView } from './decisions.ts';

/** The decision named in a path; throws RequestError 404 when it is not kept. */
export function decisionOf(decisions: Decisions, text = ''): DecisionView {
  const view = /^\d{1,15}$/.test(text) ? decisions.view(Number(text)) : null;
  if (view === null)
    throw new RequestError(404, 'ERR_PREQUAL_DECISION', `decision ${text} is not kept (any more)`);
  return view;
}

/** A wrong setting as the client's error. */
export function configError({ code, field, value, range, message }: PrequalConfigError): RequestError {
  return new RequestError(400, code, message, { field, variable: variableOf(field), value, range });
}
