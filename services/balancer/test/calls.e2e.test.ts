// Calls through the balancer as client and replica see them.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { trailer } from './support/raw-grpc.ts';
import { startTestBalancer, type TestBalancer } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

describe('calls', () => {
  let replica: TestReplica;
  let test: TestBalancer;
  before(async () => {
    replica = await TestReplica.start('r');
    test = await startTestBalancer([replica]);
  });
  after(async () => {
    await test.stop();
    replica.kill();
  });

  it('carries a call', async () => {
    const result = await test.client.call();
    assert.equal(result.code, status.OK, result.details);
    assert.equal(result.messages.toString(), 'r:ping');
    assert.equal(trailer(result, 'x-prequal-replica'), replica.id);
    assert.match(trailer(result, 'x-prequal-trace-id') ?? '', /^[\da-f]{32}$/);
  });
});
