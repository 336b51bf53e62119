// Reads server-sent events as a browser does, and keeps them.

import { type ClientRequest, request } from 'node:http';

export interface ServerEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly atMs: number;
}

export class EventReader {
  readonly events: ServerEvent[] = [];
  status = 0;
  /** The stream has ended, whoever ended it. */
  ended = false;
  text = '';
  readonly #request: ClientRequest;

  constructor(port: number) {
    this.#request = request({ port, host: '127.0.0.1', path: '/events' }, response => {
      this.status = response.statusCode ?? 0;
      response.setEncoding('utf8').on('data', (text: string) => this.#take(text));
      response.on('close', () => {
        this.ended = true;
      });
    });
    this.#request.on('error', () => {
      this.ended = true;
    });
    this.#request.end();
  }

  states(): Record<string, unknown>[] {
    return this.events.filter(({ event }) => event === 'state').map(({ data }) => data);
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    this.text += text;
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) {
      const match = /^event: (\w+)\ndata: (.*)$/.exec(block);
      if (match === null) continue;
      const [, event = '', data = ''] = match;
      this.events.push({ event, data: JSON.parse(data), atMs: performance.now() });
    }
  }
}
