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

it('shows the slowest of all balancers with operation, replica, rule, status and link', () => {
  const answers = [{ decisions: [call(1, 900), call(2, 80)] }, {}, { decisions: [call(3, 412.4)] }];
  assert.deepEqual(slowCallLines(answers, 'http://j:1'), [
    'slowest: 900 ms helloworld.Greeter/SayHello by backend-2:50051 (cold, OK) http://j:1/trace/t1',
    'slowest: 412 ms helloworld.Greeter/SayHello by backend-2:50051 (cold, OK) http://j:1/trace/t3',
    'slowest: 80 ms helloworld.Greeter/SayHello by backend-2:50051 (cold, OK) http://j:1/trace/t2',
  ]);
});

it('shows ten at most, and nothing of answers that have none', () => {
  const decisions = Array.from({ length: 10 }, (_, i) => call(i, 100 - i));
  assert.equal(slowCallLines([{ decisions }, { decisions }], '').length, 10);
  assert.deepEqual(slowCallLines([{}], ''), []);
});
