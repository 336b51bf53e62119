// A length of time as a person reads it.

/** `40 s`, `5 min 10 s`: whole seconds, rounded. `ms` from 0. */
export function timeText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
