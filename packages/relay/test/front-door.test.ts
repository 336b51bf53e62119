// How long may a connection stay silent, and who is let in? With a clock of the test's own.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { mock, test } from 'node:test';
import { admit } from '../src/front-door.ts';
import { HANDSHAKE_MS } from '../src/limits.ts';
import { PREFACE } from '../src/preface.ts';

class FakeSocket extends EventEmitter {
  readonly log: string[] = [];
  pause() {
    this.log.push('pause');
  }
  resume() {
    this.log.push('resume');
  }
  unshift(bytes: Buffer) {
    this.log.push(`unshift ${bytes.length}`);
  }
  end(text: string) {
    this.log.push(`end ${text.split('\r\n')[0]}`);
  }
  destroy() {
    this.log.push('destroy');
    this.emit('close');
  }
}

function visit(): FakeSocket {
  const socket = new FakeSocket();
  admit(socket as unknown as Socket, {
    enter: () => socket.log.push('enter'),
    refuse: message => socket.log.push(`refuse: ${message}`),
  });
  return socket;
}

test('a silent connection is closed in time, without a word in the log', t => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const socket = visit();
  mock.timers.tick(HANDSHAKE_MS - 1);
  assert.deepEqual(socket.log, []);
  mock.timers.tick(1);
  assert.deepEqual(socket.log, ['destroy']);
});

test('half a preface is closed in time', t => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const socket = visit();
  socket.emit('data', PREFACE.subarray(0, 12));
  mock.timers.tick(HANDSHAKE_MS);
  assert.deepEqual(socket.log, [`refuse: no HTTP/2 preface within ${HANDSHAKE_MS} ms`, 'destroy']);
});

test('a preface in pieces comes in, with all its bytes', t => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const socket = visit();
  for (const byte of PREFACE) socket.emit('data', Buffer.from([byte]));
  assert.deepEqual(socket.log, ['pause', 'unshift 24', 'enter']);
  assert.equal(socket.listenerCount('data'), 0);
  mock.timers.tick(2 * HANDSHAKE_MS);
  assert.equal(socket.log.length, 3);
});

test('HTTP/1 gets an answer, and a second to read it', t => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const socket = visit();
  socket.emit('data', Buffer.from('GET / HTTP/1.1\r\n'));
  mock.timers.tick(1_000);
  const refusal = 'refuse: HTTP/1 request on the gRPC port';
  assert.deepEqual(socket.log, [refusal, 'resume', 'end HTTP/1.1 400 Bad Request', 'destroy']);
});
