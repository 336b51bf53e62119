// What do the backends' control ports say of their replicas? Asked all at once, answered in the replicas' order.

const TIMEOUT_MS = 2000;

/** A replica as its control port tells it, as far as a comparison looks. */
export interface ControlRow {
  readonly replica: string;
  readonly rif: number;
  /** Milliseconds that each temporary fault has left. */
  readonly remainingMs: Readonly<Record<string, number>>;
}

/** Asks each control port once. Null when one does not answer. */
export async function fetchControls(controlUrls: readonly string[]): Promise<readonly ControlRow[] | null> {
  try {
    const answers = await Promise.all([...new Set(controlUrls)].map(fetchOne));
    return answers.flat();
  } catch {
    return null;
  }
}

async function fetchOne(url: string): Promise<readonly ControlRow[]> {
  const answer = await fetch(`${url}/control`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const { replicas } = (await answer.json()) as { replicas: readonly ControlRow[] };
  return replicas;
}
