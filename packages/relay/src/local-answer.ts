// How does the relay's owner answer a call itself (health, say), message by message?

import type { LocalAnswer } from './relay.ts';
import type { Reply } from './reply.ts';

export function createLocalAnswer(reply: Reply): LocalAnswer {
  return {
    write(message) {
      if (!reply.started) reply.headers([':status', '200', 'content-type', 'application/grpc']);
      const prefixed = Buffer.alloc(5 + message.length);
      prefixed.writeUInt32BE(message.length, 1);
      prefixed.set(message, 5);
      reply.write(prefixed);
    },
    end(status, message = '') {
      reply.finish(status, message);
    },
  };
}
