// One bounded HTTP request whose answer is JSON.

const LIMIT_MS = 10_000;

/** GET, or POST where there is a body. Throws with address and status where the answer is not 2xx. */
export async function getJson(url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(LIMIT_MS),
    ...(body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
