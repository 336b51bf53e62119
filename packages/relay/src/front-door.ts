// Who may come in? Looks at a connection's first bytes and lets HTTP/2 through; everything else gets a clear end.

import type { Socket } from 'node:net';
import { HANDSHAKE_MS } from './limits.ts';
import { HTTP1_ANSWER, judgePreface } from './preface.ts';

export interface FrontDoor {
  /** The socket is paused, its first bytes put back. */
  enter(): void;
  refuse(message: string): void;
}

/** How long an HTTP/1 client has to read its answer. */
const GOODBYE_MS = 1_000;

export function admit(socket: Socket, on: FrontDoor): void {
  let seen: Buffer = Buffer.alloc(0);
  const tooLate = setTimeout(() => {
    if (seen.length > 0) on.refuse(`no HTTP/2 preface within ${HANDSHAKE_MS} ms`);
    socket.destroy();
  }, HANDSHAKE_MS);
  const leave = () => {
    clearTimeout(tooLate);
    socket.off('data', look);
    socket.off('close', leave);
  };
  const look = (chunk: Buffer) => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const speaks = judgePreface(seen);
    if (speaks === 'more') return;
    leave();
    if (speaks === 'http2') {
      socket.pause();
      socket.unshift(seen);
      on.enter();
      return;
    }
    on.refuse(REFUSALS[speaks]);
    if (speaks === 'http1') sayGoodbye(socket);
    else socket.destroy();
  };
  socket.on('data', look);
  socket.on('close', leave);
}

const REFUSALS = {
  http1: 'HTTP/1 request on the gRPC port',
  tls: 'TLS on the plaintext gRPC port',
  garbage: 'not HTTP/2: no connection preface',
} as const;

function sayGoodbye(socket: Socket): void {
  // Read on: closing over unread bytes would reset the connection and lose the answer.
  socket.resume();
  socket.end(HTTP1_ANSWER);
  const timer = setTimeout(() => socket.destroy(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(timer));
}
