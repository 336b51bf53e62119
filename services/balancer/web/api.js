// Asking the balancer. An error is the balancer's own words.

/**
 * GET, or POST with a body.
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>} what the balancer answered; rejects with its message
 */
export async function ask(path, body) {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(path, init);
  const json = await response.json();
  if (!response.ok) throw new Error(json.message ?? `${path} answered ${response.status}`);
  return json;
}
