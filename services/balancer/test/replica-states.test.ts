// Which state follows from which facts, who may be picked in it, and one line in the log per change.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Aside } from 'prequal';
import { createLog } from 'program';
import { ReplicaStates } from '../src/replicas/replica-states.ts';

function setUp(...ids: string[]) {
  const eligible = new Set<string>();
  const lines: string[] = [];
  let panic = false;
  let changes = 0;
  let asides: Aside[] = [];
  let asideChanges = 0;
  const states = new ReplicaStates({
    policy: {
      setEligible: (id, yes) => void (yes ? eligible.add(id) : eligible.delete(id)),
      setPanic: yes => {
        panic = yes;
      },
      asides: () => asides,
      get asideChanges() {
        return asideChanges;
      },
    },
    log: createLog('info', line => lines.push(line.split(' ').slice(1).join(' ').trim())),
    onChange: () => {
      changes++;
    },
  });
  states.setMembers(ids, 0);
  const connect = (...which: string[]) => {
    for (const id of which) states.onConnection(id, true, 'connected', 1);
  };
  const freeze = (id: string, fromMs: number) => {
    for (const atMs of [0, 100, 200]) states.onProbeTimeout(id, fromMs + atMs, fromMs + atMs + 100);
  };
  const setAside = (replicas: string[], nowMs: number) => {
    asides = replicas.map(replica => ({ replica, cause: '5 failures in a row', untilMs: nowMs + 1000 }));
    asideChanges++;
    states.checkAsides(nowMs);
  };
  const now = () => ({ eligible: [...eligible].sort().join(), panic });
  return { states, lines, connect, freeze, setAside, now, changes: () => changes };
}

describe('replica states', () => {
  it('starts disconnected, and is ready with the first connection', () => {
    const { states, connect, now } = setUp('a', 'b');
    assert.equal(states.view('a')?.state, 'disconnected');
    assert.equal(states.ready, false);
    assert.deepEqual(now(), { eligible: '', panic: false });
    connect('a');
    assert.equal(states.view('a')?.state, 'available');
    assert.equal(states.ready, true);
    assert.deepEqual(now(), { eligible: 'a', panic: false });
  });

  it('logs each change once, with its cause', () => {
    const { states, lines, connect, freeze } = setUp('a', 'b');
    connect('a', 'b');
    lines.length = 0;
    freeze('a', 100);
    freeze('a', 500);
    states.onHeard('a', 'probe', 900);
    states.onHeard('a', 'call', 901);
    states.onDraining('a', true, 1000);
    states.onDraining('a', true, 1001);
    states.onConnection('a', false, 'GOAWAY', 1100);
    states.onConnection('a', true, 'connected', 1200);
    assert.deepEqual(lines, [
      'warn replica a: available -> set_aside: 3 probes in a row timed out, nothing heard for 300 ms',
      'info replica a: set_aside -> available: it answered a probe',
      'warn replica a: available -> draining: it reports draining',
      'warn replica a: draining -> disconnected: GOAWAY',
      'info replica a: disconnected -> available: connected',
    ]);
  });

  it('lets nobody pick what is set aside, draining or disconnected', () => {
    const { states, connect, freeze, now } = setUp('a', 'b', 'c', 'd');
    connect('a', 'b', 'c');
    freeze('a', 100);
    states.onDraining('b', true, 500);
    assert.deepEqual(now(), { eligible: 'c', panic: false });
    assert.deepEqual(states.sidelined(), ['a', 'b']);
    states.onDraining('b', false, 600);
    assert.deepEqual(now(), { eligible: 'b,c', panic: false });
  });

  it('panics when none is available: every connected one is used, until one is back', () => {
    const { states, lines, connect, freeze, now } = setUp('a', 'b', 'c');
    connect('a', 'b');
    freeze('a', 100);
    freeze('b', 100);
    assert.deepEqual(now(), { eligible: 'a,b', panic: true });
    assert.equal(lines.at(-1), 'warn panic: no replica is available, every connected one is used');
    states.onHeard('b', 'call', 900);
    assert.deepEqual(now(), { eligible: 'b', panic: false });
    assert.equal(lines.at(-1), 'info panic is over');
  });

  it('does not panic when nobody is connected', () => {
    const { states, connect, now } = setUp('a');
    connect('a');
    states.onConnection('a', false, 'reset', 50);
    assert.deepEqual(now(), { eligible: '', panic: false });
    assert.equal(states.ready, false);
  });

  it('is not ready when all connected ones are draining', () => {
    const { states, connect, now } = setUp('a');
    connect('a');
    states.onDraining('a', true, 10);
    assert.equal(states.ready, false);
    assert.deepEqual(now(), { eligible: 'a', panic: true });
  });

  it('says why one is still disconnected, once a cause', () => {
    const { states, lines } = setUp('a');
    for (const cause of ['ECONNREFUSED', 'ECONNREFUSED', 'EHOSTUNREACH'])
      states.onConnection('a', false, cause, 5);
    assert.deepEqual(lines.slice(1), [
      'warn replica a: still disconnected: ECONNREFUSED',
      'warn replica a: still disconnected: EHOSTUNREACH',
    ]);
    assert.deepEqual(states.view('a'), { state: 'disconnected', cause: 'EHOSTUNREACH', sinceMs: 0 });
  });

  it('warns of a new address only where that costs a connection', () => {
    const { states, lines, connect, now } = setUp('a');
    lines.length = 0;
    states.onAddress('a', '10.0.0.1', 1);
    connect('a');
    states.onAddress('a', '10.0.0.2', 2);
    assert.deepEqual(lines, [
      'info replica a: disconnected -> available: connected',
      'warn replica a: available -> disconnected: its address is now 10.0.0.2',
    ]);
    assert.deepEqual(now(), { eligible: '', panic: false });
  });

  it('forgets silence and draining with the connection', () => {
    const { states, connect, freeze } = setUp('a', 'b');
    connect('a', 'b');
    freeze('a', 100);
    states.onConnection('a', false, 'reset', 500);
    states.onConnection('a', true, 'connected', 600);
    assert.equal(states.view('a')?.state, 'available');
    states.onProbeTimeout('a', 550, 650);
    assert.equal(states.view('a')?.state, 'available');
  });

  it('ignores what concerns nobody, and tells of a member that leaves', () => {
    const { states, lines, connect, now } = setUp('a', 'b');
    connect('a', 'b');
    states.onHeard('x', 'probe', 1);
    states.onDraining('x', true, 1);
    states.onProbeTimeout('x', 1, 2);
    states.onConnection('x', true, 'connected', 1);
    states.setMembers(['b', 'c'], 5);
    assert.equal(states.view('a'), undefined);
    assert.equal(states.view('c')?.state, 'disconnected');
    assert.deepEqual(lines.slice(-2), ['info replica a: left', 'info replica c: joined']);
    assert.equal(now().eligible.includes('b'), true);
  });

  it('takes over whom the policy set aside, and leaves it to the policy to pick it', () => {
    const { states, lines, connect, setAside, now } = setUp('a', 'b');
    connect('a', 'b');
    lines.length = 0;
    setAside(['a'], 10);
    states.checkAsides(11);
    assert.equal(states.view('a')?.state, 'set_aside');
    assert.deepEqual(now(), { eligible: 'a,b', panic: false });
    setAside([], 1010);
    assert.deepEqual(lines, [
      'warn replica a: available -> set_aside: 5 failures in a row',
      'info replica a: set_aside -> available: its time aside is over',
    ]);
  });

  it('lets nobody pick one that fails and is frozen too, until it answers, whatever ends first', () => {
    const { states, connect, freeze, setAside, now } = setUp('a', 'b', 'c');
    connect('a', 'b', 'c');
    setAside(['a', 'b'], 10);
    freeze('a', 100);
    freeze('b', 100);
    assert.deepEqual(now(), { eligible: 'c', panic: false });
    states.onHeard('a', 'probe', 900);
    assert.deepEqual(now(), { eligible: 'a,c', panic: false });
    setAside([], 1010);
    assert.equal(states.view('b')?.state, 'set_aside');
    assert.deepEqual(now(), { eligible: 'a,c', panic: false });
  });

  it('panics when one fails and the others are frozen: every connected one is used', () => {
    const { connect, freeze, setAside, now } = setUp('a', 'b', 'c');
    connect('a', 'b', 'c');
    setAside(['a'], 10);
    freeze('b', 100);
    assert.deepEqual(now(), { eligible: 'a,c', panic: false });
    freeze('c', 500);
    assert.deepEqual(now(), { eligible: 'a,b,c', panic: true });
  });
});
