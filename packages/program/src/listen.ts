// Binds a server; a taken port is one line that names the port and its variable.

import type { AddressInfo, Server } from 'node:net';
import { EXIT, PlainError } from './program.ts';

/** Resolves with the port in use (the one chosen by the system for port 0). Rejects with PlainError when it cannot bind. */
export function listen(server: Server, host: string, port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(bindError(error, host, port, variable));
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The error of a server that could not bind, as one line. */
export function bindError(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
  variable: string,
): PlainError {
  const why = error.code === 'EADDRINUSE' ? 'the port is taken; choose another' : error.message;
  return new PlainError(`ERR_PREQUAL_LISTEN: ${variable}=${port} on ${host}: ${why}`, EXIT.usage);
}
