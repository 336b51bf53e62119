// What does a balancer say of its replicas? Its admin port's answer, as far as the lab shows it.

const TIMEOUT_MS = 900;

/** One row of `GET /replicas`; what nothing was measured for is null. */
export interface ReplicaRow {
  readonly replica: string;
  readonly state: string;
  readonly cause?: string | null;
  readonly inFlight: number;
  readonly rif: number | null;
  readonly latencyMs: number | null;
  readonly calls: number;
  readonly errors: number;
  /** Of the calls of the last 10 s, as are the quantiles. */
  readonly share: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** One balancer's view: its replicas, and how often each rule chose since it started. */
export interface ReplicasView {
  readonly rules: Readonly<Record<string, number>>;
  readonly replicas: readonly ReplicaRow[];
}

/** Asks the admin port; null when it does not answer in time. */
export async function fetchReplicas(adminPort: number): Promise<ReplicasView | null> {
  try {
    const url = `http://127.0.0.1:${adminPort}/replicas`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) return null;
    const view = (await answer.json()) as ReplicasView;
    return Array.isArray(view.replicas) ? view : null;
  } catch {
    return null;
  }
}
