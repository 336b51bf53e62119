// Who served a call? Read from the reply's text, `Hello NAME! from REPLICA`, as the demo service writes it.

/** The replica's name, or null when the text is not the demo service's. */
export function servedBy(message: string): string | null {
  return / from (\S+)$/.exec(message)?.[1] ?? null;
}

/** 2 for `backend-2`: how scenarios count replicas. Null when the name has another form. */
export function replicaNumber(name: string): number | null {
  const digits = /^backend-(\d+)$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
