// Does a call come out as it went in, in both directions?

import assert from 'node:assert/strict';
import { sensitiveHeaders } from 'node:http2';
import { test } from 'node:test';
import { until } from './director.ts';
import { scene } from './scene.ts';
import { answer, call, message, REQUEST, unary, valuesOf } from './witness.ts';

const END_STREAM = 1;

test('request headers pass in order, duplicates of any name included', async t => {
  const { client, witness, harness } = await scene(t, seen =>
    seen.stream.on('end', () => answer(seen.stream)),
  );
  const sent = [
    'user-agent',
    'x/1',
    'user-agent',
    'y/2',
    'a',
    '1',
    'a',
    '2',
    'b-bin',
    'AAEC/w',
    'a',
    '3',
    'cookie',
    'c=1',
  ];
  const odd = [
    'cookie',
    'd=2',
    'content-type',
    'application/grpc+x',
    'authorization',
    't',
    'authorization',
    'u',
    'e',
    '',
  ];
  const odder = [
    'date',
    'then',
    '__proto__',
    'p',
    'latin',
    'é\u00ff',
    'tab',
    'a\tb',
    'host',
    'h',
    'space',
    ' s ',
  ];
  await unary(client, [...sent, ...odd, ...odder]);
  const raw = witness.seen[0]?.raw ?? [];
  const pseudo = [
    ':method',
    'POST',
    ':scheme',
    'http',
    ':path',
    '/test.Service/Method',
    ':authority',
    'a.example:1234',
  ];
  assert.deepEqual(raw.slice(0, 8), pseudo);
  assert.deepEqual(raw.slice(8), [
    'content-type',
    'application/grpc',
    'te',
    'trailers',
    ...sent,
    ...odd,
    ...odder,
  ]);
  const [relayed] = harness.calls;
  assert.equal(relayed?.path, '/test.Service/Method');
  assert.deepEqual(relayed?.headers, raw.slice(8));
  assert.equal(relayed?.header('a'), '1');
  assert.equal(relayed?.header('none'), undefined);
});

test('headers that HPACK must not remember stay so', async t => {
  let names: unknown;
  const { client, witness } = await scene(t, seen => seen.stream.on('end', () => answer(seen.stream)));
  witness.server.on('stream', (_stream, headers) => {
    names = Reflect.get(headers, sensitiveHeaders);
  });
  const stream = client.request(
    Object.assign([...REQUEST, 'secret', 's'], { [sensitiveHeaders]: ['secret'] }),
  );
  stream.end(message('x'));
  stream.resume();
  await until(() => names !== undefined, 'seen');
  assert.deepEqual(names, ['secret']);
});

test('x-prequal-* from a client is dropped, what the director sets is added', async t => {
  const { client, witness } = await scene(t, seen => seen.stream.on('end', () => answer(seen.stream)), {
    set: { traceparent: 'ours' },
  });
  await unary(client, ['x-prequal-rif', '0', 'x-prequal-replica', 'me', 'traceparent', 'theirs']);
  const raw = witness.seen[0]?.raw ?? [];
  assert.ok(!raw.some(text => text.startsWith('x-prequal-')));
  assert.deepEqual(valuesOf(raw, 'traceparent'), ['ours']);
  assert.deepEqual(valuesOf(raw, 'te'), ['trailers']);
});

test('reply headers, bytes and trailers pass; load trailers go to the director', async t => {
  const trailers = {
    t: ['1', '2'],
    'grpc-status': '5',
    'grpc-message': 'a%20b %C3%A9 100%',
    'x-prequal-rif': '7',
    'd-bin': 'AQ',
  };
  const headers = ['h', '1', 'g', 'x', 'h', '2', 'set-cookie', 'a', 'set-cookie', 'b', 'x-prequal-rif', '1'];
  const { client, harness } = await scene(
    t,
    seen => seen.stream.on('end', () => answer(seen.stream, message('zipped', 1), trailers, headers)),
    {
      trailers: [
        ['x-prequal-replica', 'r'],
        ['x-prequal-trace-id', 'abc'],
      ],
    },
  );
  const got = await unary(client);
  assert.deepEqual(got.headers, [
    ':status',
    '200',
    'content-type',
    'application/grpc',
    ...headers.slice(0, 10),
  ]);
  assert.deepEqual(Buffer.concat(got.body), message('zipped', 1));
  const common = ['t', '1', 't', '2', 'grpc-status', '5', 'grpc-message', 'a%20b %C3%A9 100%', 'd-bin', 'AQ'];
  assert.deepEqual(got.trailers, [...common, 'x-prequal-replica', 'r', 'x-prequal-trace-id', 'abc']);
  const [end] = harness.ends;
  assert.equal(end?.kind === 'answered' && end.status, 5);
  assert.deepEqual(end?.kind === 'answered' && valuesOf(end.trailers, 'x-prequal-rif'), ['7']);
  assert.equal(harness.headersSeen, 1);
});

test('a trailers-only answer stays one frame, the director’s trailers in it', async t => {
  const { client, harness } = await scene(
    t,
    seen =>
      seen.stream.respond(
        [
          ':status',
          '200',
          'content-type',
          'application/grpc',
          'grpc-status',
          '5',
          'k',
          '1',
          'k',
          '2',
          'x-prequal-rif',
          '4',
        ],
        Object.assign({ endStream: true }, { sendDate: false }),
      ),
    { trailers: [['x-prequal-replica', 'r']] },
  );
  const got = await unary(client);
  assert.ok(got.flags & END_STREAM);
  const passed = ['content-type', 'application/grpc', 'grpc-status', '5', 'k', '1', 'k', '2'];
  assert.deepEqual(got.headers, [':status', '200', ...passed, 'x-prequal-replica', 'r']);
  assert.deepEqual(got.trailers, []);
  assert.deepEqual(got.body, []);
  const [end] = harness.ends;
  assert.deepEqual(end, { kind: 'answered', status: 5, trailers: [...passed, 'x-prequal-rif', '4'] });
});

test('a date is passed when there is one, and never made up', async t => {
  const { client } = await scene(t, seen =>
    seen.stream.on('end', () => answer(seen.stream, null, undefined, ['date', 'then'])),
  );
  const got = await unary(client);
  assert.deepEqual(valuesOf(got.headers, 'date'), ['then']);
});

test('informational headers are no answer', async t => {
  const { client } = await scene(t, seen => {
    seen.stream.additionalHeaders({ ':status': 103, link: 'x' });
    seen.stream.on('end', () => answer(seen.stream));
  });
  const got = await unary(client);
  assert.equal(got.headers[1], '200');
  assert.deepEqual(got.trailers, ['grpc-status', '0']);
});

test('a request without a body, and an answer without one', async t => {
  const { client, witness } = await scene(t, seen => {
    seen.stream.resume();
    seen.stream.on('end', () => answer(seen.stream, null));
  });
  const got = call(client);
  got.stream.end();
  await got.closed;
  const headersOnly = client.request([...REQUEST], { endStream: true });
  headersOnly.resume();
  await new Promise(resolve => headersOnly.on('close', resolve));
  assert.equal(witness.seen.length, 2);
  assert.ok(witness.seen[1]?.stream.endAfterHeaders);
  assert.deepEqual(got.trailers, ['grpc-status', '0']);
});

test('a whole 8 KiB status message of percent signs', async t => {
  const text = '%C3%A9'.repeat(4 * 1024);
  const { client } = await scene(t, seen =>
    answer(seen.stream, null, { 'grpc-status': '2', 'grpc-message': text }),
  );
  const session = client;
  const got = await unary(session);
  assert.equal(valuesOf(got.trailers, 'grpc-message')[0], text);
});
