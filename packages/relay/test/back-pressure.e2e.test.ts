// Does a slow reader slow its writer, instead of filling our memory?

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './director.ts';
import { call, dial, message, startWitness, type Witness } from './witness.ts';

const TOTAL_BYTES = 64 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 1);
const MAX_HELD_BYTES = 8 * 1024 * 1024;
/** How long the reader sleeps in the middle. */
const PAUSE_MS = 600;

interface Report {
  readonly port: number;
  readonly usedBytes: number;
  readonly peakBytes: number;
  readonly openCalls: number;
}

function startProcess(t: TestContext, witness: Witness): ChildProcess {
  const program = fileURLToPath(new URL('relay-process.ts', import.meta.url));
  const child = fork(program, [String(witness.port)], { execArgv: ['--expose-gc'] });
  t.after(() => {
    witness.stop();
    child.disconnect();
  });
  return child;
}

async function ask(child: ChildProcess, question: string): Promise<Report> {
  const answered = once(child, 'message');
  child.send(question);
  const [report] = await answered;
  return report;
}

/** Writes TOTAL_BYTES as fast as `stream` takes them, then ends it. */
function pour(stream: {
  write(chunk: Uint8Array): boolean;
  once(event: 'drain', go: () => void): unknown;
  end(): unknown;
}): {
  written: number;
} {
  const progress = { written: 0 };
  const go = () => {
    while (progress.written < TOTAL_BYTES) {
      progress.written += CHUNK.length;
      if (!stream.write(CHUNK)) {
        stream.once('drain', go);
        return;
      }
    }
    stream.end();
  };
  go();
  return progress;
}

test('64 MiB to a slow client', { timeout: 30_000 }, async t => {
  let poured = { written: 0 };
  const witness = await startWitness(({ stream }) => {
    stream.on('end', () => {
      stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      poured = pour(stream);
    });
  });
  const child = startProcess(t, witness);
  const { port } = await ask(child, 'report');
  const client = dial(port);
  await ask(child, 'reset');
  const before = await ask(child, 'reset');
  const got = call(client);
  let received = 0;
  got.stream.removeAllListeners('data');
  got.stream.on('data', chunk => {
    received += chunk.length;
  });
  got.stream.end(message('go'));
  await until(() => received > 4 * 1024 * 1024, 'a part received');
  got.stream.pause();
  await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  const during = await ask(child, 'report');
  assert.ok(poured.written < TOTAL_BYTES / 2, `the writer was not slowed: ${poured.written}`);
  const start = performance.now();
  got.stream.resume();
  await got.closed;
  const after = await ask(child, 'report');
  assert.equal(received, TOTAL_BYTES);
  const heldBytes = after.peakBytes - before.usedBytes;
  const ms = performance.now() - start;
  t.diagnostic(
    `held at most ${mib(heldBytes)}, paused ${mib(during.usedBytes - before.usedBytes)}, rest in ${ms.toFixed(0)} ms`,
  );
  assert.ok(heldBytes <= MAX_HELD_BYTES, `held ${mib(heldBytes)}`);
  client.destroy();
});

test('64 MiB to a slow replica', { timeout: 30_000 }, async t => {
  const witness = await startWitness(() => {}, { deaf: true });
  const child = startProcess(t, witness);
  const { port } = await ask(child, 'report');
  const client = dial(port);
  await ask(child, 'reset');
  const before = await ask(child, 'reset');
  const got = call(client);
  const poured = pour(got.stream);
  await until(() => witness.seen.length === 1, 'the call arrived');
  await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  assert.ok(poured.written < TOTAL_BYTES / 2, `the writer was not slowed: ${poured.written}`);
  let received = 0;
  const stream = witness.seen[0]?.stream;
  stream?.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  stream?.on('end', () => {
    stream.respond([':status', '200', 'content-type', 'application/grpc', 'grpc-status', '0'], {
      endStream: true,
    });
  });
  await got.closed;
  const after = await ask(child, 'report');
  assert.equal(received, TOTAL_BYTES);
  const heldBytes = after.peakBytes - before.usedBytes;
  t.diagnostic(`held at most ${mib(heldBytes)}`);
  assert.ok(heldBytes <= MAX_HELD_BYTES, `held ${mib(heldBytes)}`);
  client.destroy();
});

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
