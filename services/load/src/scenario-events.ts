// How do a scenario's events happen? The backend's control port is told at the event's time.

import { setTimeout } from 'node:timers/promises';
import type { Verdict } from 'load-tests/check.ts';
import { controlOf } from 'load-tests/reply.ts';
import type { ScenarioEvent } from 'load-tests/scenario.ts';

const TIMEOUT_MS = 2000;

/**
 * Tells each event to the control port of its replica. Each ends by itself, so that an interrupted run leaves nothing
 * behind. Returns the verdict `events_applied` (none where there are no events); `say` gets one line an event.
 */
export async function applyEvents(
  events: readonly ScenarioEvent[],
  controlUrls: readonly string[],
  startMs: number,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<readonly Verdict[]> {
  if (events.length === 0) return [];
  const applied = await Promise.all(
    events.map(async event => {
      const waitMs = Math.max(0, startMs + event.atMs - performance.now());
      await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
      return !signal.aborted && (await apply(event, controlOf(event.replica, controlUrls), say));
    }),
  );
  const fraction = applied.filter(Boolean).length / events.length;
  return [{ name: 'events_applied', value: fraction, limit: 1, ok: fraction >= 1 }];
}

async function apply(
  { atMs, replica, ...effect }: ScenarioEvent,
  control: ReturnType<typeof controlOf>,
  say: (line: string) => void,
): Promise<boolean> {
  const what = `at ${atMs / 1000} s replica ${replica}: ${JSON.stringify(effect)}`;
  if (control === null) {
    say(`${what} not applied: CONTROL_URLS names no control port for it`);
    return false;
  }
  const { url, only } = control;
  try {
    const answer = await fetch(`${url}/control`, {
      method: 'POST',
      body: JSON.stringify({ ...only, ...effect }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    say(answer.ok ? what : `${what} refused by ${url}: ${answer.status} ${await answer.text()}`);
    return answer.ok;
  } catch (error) {
    say(`${what} not applied by ${url}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
