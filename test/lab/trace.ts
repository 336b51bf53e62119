// A whole trace, found by the id that a reply's trailer names: who called whom, what the pick span says, and that the
// probe it used can be opened.

import assert from 'node:assert/strict';
import { PORTS } from './compose.ts';
import { type Hello, sayHello } from './hello.ts';
import { KIND, type Link, type Span, traceOf } from './jaeger.ts';
import { until } from './until.ts';

const METHOD = 'helloworld.Greeter/SayHello';
const ARRIVAL_MS = 20_000;
const CALLS = 40;

/** Calls until a pick used a probe's answer (another may have used a reply's trailer), and judges that trace. */
export async function wholeTrace(say: (text: string) => void): Promise<void> {
  for (let call = 1; call <= CALLS; call++) {
    const hello = await until(ARRIVAL_MS, answeredCall, say);
    assert.match(hello.traceId, /^[0-9a-f]{32}$/, 'x-prequal-trace-id');
    const spans = await until(ARRIVAL_MS, () => completeTrace(hello.traceId), say);
    const link = judge(hello, spans);
    if (link === null) continue;
    const probe = await until(ARRIVAL_MS, () => traceOf(link.traceId), say);
    judgeProbe(probe, link);
    say(`    trace ${hello.traceId}, its probe in ${link.traceId} (call ${call})`);
    return;
  }
  assert.fail(`none of ${CALLS} picks links to a probe`);
}

/** A busy machine may cost a call its deadline: whether calls fail is the antagonist's to judge. */
async function answeredCall(): Promise<Hello> {
  const hello = await sayHello(PORTS.BALANCER_PORT, 'trace');
  assert.equal(hello.status, 0, `the call ended with status ${hello.status}`);
  return hello;
}

async function completeTrace(traceId: string): Promise<readonly Span[]> {
  const spans = await traceOf(traceId);
  if (spans.length < 4) throw new Error(`trace ${traceId} has ${spans.map(span => span.name).join(', ')}`);
  return spans;
}

/** Answers the pick's link to a probe, or null where it used none. */
function judge(hello: Hello, spans: readonly Span[]): Link | null {
  const root = only(spans, 'root', span => span.parentSpanId === '');
  assert.equal(root.name, METHOD);
  assert.equal(root.kind, KIND.server);
  assert.equal(root.service, 'prequal-balancer');
  const pick = only(spans, 'prequal.pick', span => span.name === 'prequal.pick');
  assert.equal(pick.parentSpanId, root.spanId, "the pick is a child of the balancer's server span");
  assert.equal(pick.kind, KIND.internal);
  const client = only(spans, 'client span', span => span.kind === KIND.client);
  assert.equal(client.name, METHOD);
  assert.equal(client.parentSpanId, root.spanId, 'the client span stands beside the pick');
  for (const key of ['network.peer.address', 'network.peer.port', 'prequal.attempt'])
    assert.ok(client.attributes.has(key), `the client span has no ${key}`);
  assert.equal(client.attributes.get('prequal.replica.id'), hello.replica);
  const server = only(spans, "replica's span", span => span.service === 'greeter-backend');
  assert.equal(server.kind, KIND.server);
  assert.equal(server.name, METHOD);
  assert.equal(server.parentSpanId, client.spanId, "the replica's span is the client span's child");
  assert.equal(typeof server.attributes.get('prequal.server.rif'), 'number');
  assert.equal(hello.message, `Hello trace! from ${server.instance}`);
  judgePick(pick, hello);
  return pick.links.find(link => link.attributes.get('prequal.link.role') === 'probe_used') ?? null;
}

function judgePick({ attributes, links }: Span, { replica }: Hello): void {
  const get = (key: string) => attributes.get(`prequal.${key}`);
  assert.equal(get('policy'), 'prequal');
  assert.equal(get('mode'), 'async');
  assert.equal(get('regime'), 'small');
  assert.equal(get('replica.id'), replica);
  assert.ok(get('decision.id') !== undefined, 'the pick has no prequal.decision.id');
  const rule = get('decision.rule');
  assert.ok(['cold', 'hot', 'fallback'].includes(String(rule)), `rule ${rule}`);
  for (const key of ['pool.size', 'pool.hot', 'pool.capacity'])
    assert.equal(typeof get(key), 'number', `prequal.${key}`);
  const ids = get('candidates.ids');
  assert.ok(Array.isArray(ids), 'prequal.candidates.ids');
  for (const key of ['rif', 'latency', 'age', 'uses_left', 'hot']) {
    const column = get(`candidates.${key}`);
    assert.ok(Array.isArray(column) && column.length === ids.length, `prequal.candidates.${key}: ${column}`);
  }
  if (rule === 'fallback') return;
  assert.ok(ids.includes(replica), `${replica} is not among ${ids}`);
  for (const key of ['probe.rif', 'probe.age', 'probe.uses_left'])
    assert.equal(typeof get(key), 'number', `prequal.${key}`);
  const roles = links.map(link => String(link.attributes.get('prequal.link.role')));
  assert.ok(
    roles.some(role => role === 'probe_used' || role === 'trailer_used'),
    `links: ${roles}`,
  );
}

function judgeProbe(spans: readonly Span[], link: Link): void {
  const probe = spans.find(span => span.spanId === link.spanId);
  assert.ok(probe !== undefined, `no span ${link.spanId} in the probe's trace`);
  assert.equal(probe.name, 'prequal.probe');
  assert.equal(probe.kind, KIND.client);
  assert.equal(probe.parentSpanId, '', 'a probe is a trace of its own');
  assert.equal(probe.attributes.get('prequal.probe.outcome'), 'ok');
}

function only(spans: readonly Span[], what: string, test: (span: Span) => boolean): Span {
  const [found, ...more] = spans.filter(test);
  assert.ok(
    found !== undefined && more.length === 0,
    `${what}: ${found === undefined ? 'none' : more.length + 1}`,
  );
  return found;
}
