// One text a tick for all who listen, none where nobody does, and nobody slow is waited for.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { EventStream } from '../src/inspector/event-stream.ts';

const TICK_MS = 100;

/** A response that keeps what was written. */
class Reader extends EventEmitter {
  readonly writes: string[] = [];
  writableNeedDrain = false;
  writableEnded = false;

  write(text: string): void {
    this.writes.push(text);
  }

  end(): void {
    this.writableEnded = true;
  }

  get states(): number {
    return this.writes.join('').split('event: state\n').length - 1;
  }
}

describe('EventStream', () => {
  let built = 0;
  let listening: boolean[] = [];
  let stream: EventStream;
  const join = () => {
    const reader = new Reader();
    stream.answer().stream?.(reader as unknown as ServerResponse);
    return reader;
  };
  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    built = 0;
    listening = [];
    stream = new EventStream({
      tickMs: TICK_MS,
      hello: () => ({ hello: true }),
      state: () => ({ built: ++built }),
      onListening: on => listening.push(on),
    });
  });
  afterEach(() => mock.timers.reset());

  it('does nothing at all while nobody listens', () => {
    mock.timers.tick(10 * TICK_MS);
    assert.equal(built, 0);
    assert.equal(stream.ticking, false);
    const reader = join();
    mock.timers.tick(3 * TICK_MS);
    reader.emit('close');
    const before = built;
    mock.timers.tick(10 * TICK_MS);
    assert.equal(built, before);
    assert.equal(stream.ticking, false);
    assert.deepEqual(listening, [true, false]);
  });

  it('sends hello and the state at once, then one state a tick', () => {
    const reader = join();
    const [first = ''] = reader.writes;
    assert.match(first, /^retry: \d+\n\nevent: hello\ndata: \{"schema":1,"hello":true\}\n\n$/);
    assert.equal(reader.states, 1);
    mock.timers.tick(5 * TICK_MS);
    assert.equal(reader.states, 6);
  });

  it('builds one text a tick, however many listen', () => {
    const readers = [join(), join(), join()];
    assert.equal(built, 3);
    mock.timers.tick(4 * TICK_MS);
    assert.equal(built, 7);
    for (const reader of readers) assert.equal(reader.states, 5);
  });

  it('lets a reader that is full miss ticks', () => {
    const slow = join();
    const quick = join();
    slow.writableNeedDrain = true;
    mock.timers.tick(3 * TICK_MS);
    assert.deepEqual([slow.states, quick.states], [1, 4]);
    quick.emit('close');
    const before = built;
    mock.timers.tick(3 * TICK_MS);
    assert.equal(built, before);
    slow.writableNeedDrain = false;
    mock.timers.tick(TICK_MS);
    assert.equal(slow.states, 2);
  });

  it('beats where nothing else would be seen to live', () => {
    const reader = join();
    mock.timers.tick(15_000);
    assert.equal(reader.writes.filter(text => text.startsWith(': alive\n\n')).length, 1);
  });

  it('ends all when it closes, and takes nobody after', () => {
    const reader = join();
    stream.close();
    assert.equal(reader.writableEnded, true);
    assert.throws(() => stream.answer(), { status: 503 });
    mock.timers.tick(TICK_MS);
    assert.equal(reader.states, 1);
    reader.emit('close');
    assert.equal(stream.ticking, false);
  });

  it('serves 32 pages at most', () => {
    for (let count = 0; count < 32; count++) join();
    assert.throws(() => stream.answer(), { status: 503 });
  });
});
