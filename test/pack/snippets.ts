// The TypeScript of a document, as its readers copy it.

import { readFileSync } from 'node:fs';

export interface Snippet {
  /** Name for a file, such as `prequal-grpc-2`. */
  readonly name: string;
  readonly code: string;
}

/** The blocks fenced as ts, in the order of the document. */
export function snippetsOf(document: string, name: string): Snippet[] {
  const blocks = [...readFileSync(document, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)];
  return blocks.map(([, code = ''], at) => ({ name: `${name}-${at + 1}`, code }));
}

/** Whether it serves until it is stopped. */
export function isServer({ code }: Snippet): boolean {
  return code.includes('bindAsync(');
}

/** The ports of `ports` in place of 50051 and so on, which may be taken. */
export function withPorts(code: string, ports: readonly number[]): string {
  return ports.reduce((text, port, at) => text.replaceAll(`:${50_051 + at}`, `:${port}`), code);
}
