// How long will the rest take? From how long the part that is done took.

/** `3 of 10 runs, 12 s left`. */
export function progressLine(done: number, all: number, elapsedMs: number): string {
  const left = done === 0 ? '' : `, ${Math.ceil(((all - done) * elapsedMs) / done / 1000)} s left`;
  return `${done} of ${all} runs${left}`;
}
