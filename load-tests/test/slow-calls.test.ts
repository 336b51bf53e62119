import assert from 'node:assert/strict';
import { it } from 'node:test';
import { slowCallLines } from '../slow-calls.ts';

function call(atMs: number, durationMs: number) {
  const facts = {
    method: 'helloworld.Greeter/SayHello',
    rule: 'cold',
    replica: 'backend-2:50051',
    status: 'OK',
  };
  return { ...facts, atMs, durationMs, traceId: `t${atMs}` };
}

it('shows the slowest of the run with operation, replica, rule, status and link, in the order of the answer', () => {
  const decisions = [call(100, 900), call(950, 412.4), call(1500, 80)];
  assert.deepEqual(slowCallLines({ atMs: 2000, decisions }, 1100, 'http://j:1'), [
    'slowest: 412 ms helloworld.Greeter/SayHello by backend-2:50051 (cold, OK) http://j:1/trace/t950',
    'slowest: 80 ms helloworld.Greeter/SayHello by backend-2:50051 (cold, OK) http://j:1/trace/t1500',
  ]);
});

it('shows ten at most, and nothing of an answer that has none', () => {
  const decisions = Array.from({ length: 50 }, (_, i) => call(i, 100 - i));
  assert.equal(slowCallLines({ atMs: 60, decisions }, 1000, '').length, 10);
  assert.deepEqual(slowCallLines({}, 1000, ''), []);
});
