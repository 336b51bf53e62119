// Waits for what other processes and sockets bring about: until it is so, or fails after a limit.

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 5000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`after ${limitMs} ms still not: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
