// Who served a call, and whom does a scenario mean? Replicas by name, as the demo service writes it, and by number.

/** The replica's name, or null when the text is not the demo service's. */
export function servedBy(message: string): string | null {
  return / from (\S+)$/.exec(message)?.[1] ?? null;
}

/**
 * How scenarios count the replica of this name: 2 for `backend-2`; 12 for `backend-2-2` where each backend is a process of
 * ten replicas. Null when the name has another form.
 */
export function replicaNumber(name: string, replicasPerBackend = 1): number | null {
  const [, backend, replica = '1'] = /^backend-(\d+)(?:-(\d+))?$/.exec(name) ?? [];
  if (backend === undefined || Number(replica) > replicasPerBackend) return null;
  return (Number(backend) - 1) * replicasPerBackend + Number(replica);
}

/** Control ports stand in the order of the replicas: one that stands there ten times is that of ten replicas. */
export function replicasPerBackend(controlUrls: readonly string[]): number {
  return Math.max(1, controlUrls.filter(url => url === controlUrls[0]).length);
}

/** Who is told of an event: the control port, and the replica's name where the port is that of several. */
export function controlOf(
  replica: number,
  controlUrls: readonly string[],
): { readonly url: string; readonly only: { readonly replica?: string } } | null {
  const url = controlUrls[replica - 1];
  if (url === undefined) return null;
  const perBackend = replicasPerBackend(controlUrls);
  if (controlUrls.filter(each => each === url).length === 1) return { url, only: {} };
  const backend = Math.ceil(replica / perBackend);
  return { url, only: { replica: `backend-${backend}-${replica - (backend - 1) * perBackend}` } };
}
