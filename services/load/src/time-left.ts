// How much of the run is over?

/** `12 s of 60 s, 48 s left`, or `12 s` of a run without end. */
export function timeLeft(atMs: number, durationMs: number): string {
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  if (!Number.isFinite(durationMs)) return seconds(atMs);
  return `${seconds(Math.min(atMs, durationMs))} of ${seconds(durationMs)}, ${seconds(Math.max(0, durationMs - atMs))} left`;
}
