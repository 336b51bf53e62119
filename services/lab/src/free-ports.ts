// Is every port of the plan free? Asked before anything starts, so that the answer names the variable to change.

import { createServer } from 'node:net';
import { type Claim, refusal } from './plan.ts';

/** Throws PlainError naming the first port that is taken, its owner and its variable. */
export async function checkFree(claims: readonly Claim[]): Promise<void> {
  for (const claim of claims) await checkOne(claim);
}

function checkOne(claim: Claim): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(refusal(claim, error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.message})`));
    });
    server.listen(claim.port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
