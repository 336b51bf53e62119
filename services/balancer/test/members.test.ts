// Membership: ids, all addresses, doubles merged, and what failed lookups must not do.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from 'program';
import { type Member, Members } from '../src/replicas/members.ts';
import { parseServerUrls, serverUrlOf } from '../src/replicas/server-url.ts';

/** A resolver double: answers by name; an Error is thrown. */
type Names = Record<string, readonly string[] | Error>;

function fleet(servers: string, names: Names = {}) {
  const sets: string[][] = [];
  const lines: string[] = [];
  const asked: string[] = [];
  let latest: readonly Member[] = [];
  const members = new Members({
    urls: parseServerUrls('SERVER_URLS', servers).map(serverUrlOf),
    refreshMs: 1000,
    random: () => 0.5,
    log: createLog('info', line => lines.push(line)),
    resolve: async host => {
      asked.push(host);
      const answer = names[host] ?? new Error('ENOTFOUND');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onChange: list => {
      latest = list;
      sets.push(list.map(({ id, host }) => `${id}@${host}`));
    },
  });
  return { members, sets, lines, asked, latest: () => latest };
}

describe('members', () => {
  it('takes addresses as they stand and resolves no literal and no localhost', () => {
    const { members, sets, asked } = fleet('127.0.0.1:1,[::1]:2,localhost:3');
    members.start();
    members.close();
    assert.deepEqual(sets, [['127.0.0.1:1@127.0.0.1', '[::1]:2@::1', 'localhost:3@localhost']]);
    assert.deepEqual(asked, []);
  });

  it('keeps the configured id for one address and names each of several', async () => {
    const names: Names = { one: ['10.0.0.1'], many: ['10.0.0.3', '10.0.0.2'] };
    const { members, sets, latest } = fleet('one:5,many:6-7', names);
    await members.refresh();
    assert.deepEqual(sets.at(-1), [
      'one:5@10.0.0.1',
      '10.0.0.2:6@10.0.0.2',
      '10.0.0.3:6@10.0.0.3',
      '10.0.0.2:7@10.0.0.2',
      '10.0.0.3:7@10.0.0.3',
    ]);
    assert.equal(latest()[1]?.configuredHost, 'many');
  });

  it('merges doubles, in one answer and between names', async () => {
    const { members, sets } = fleet('a:1,b:1', {
      a: ['10.0.0.1', '10.0.0.2', '10.0.0.1'],
      b: ['10.0.0.2', '10.0.0.1'],
    });
    await members.refresh();
    assert.deepEqual(sets.at(-1), ['10.0.0.1:1@10.0.0.1', '10.0.0.2:1@10.0.0.2']);
  });

  it('joins and leaves without a restart, and says nothing when nothing changed', async () => {
    const names: Names = { a: ['10.0.0.1', '10.0.0.2'] };
    const { members, sets } = fleet('a:1', names);
    await members.refresh();
    names.a = ['10.0.0.2', '10.0.0.1'];
    await members.refresh();
    assert.equal(sets.length, 1);
    names.a = ['10.0.0.2', '10.0.0.3'];
    await members.refresh();
    assert.deepEqual(sets.at(-1), ['10.0.0.2:1@10.0.0.2', '10.0.0.3:1@10.0.0.3']);
  });

  it('follows a name whose only address moved', async () => {
    const names: Names = { a: ['10.0.0.1'] };
    const { members, sets } = fleet('a:1', names);
    await members.refresh();
    names.a = ['10.0.0.9'];
    await members.refresh();
    assert.deepEqual(sets, [['a:1@10.0.0.1'], ['a:1@10.0.0.9']]);
  });

  for (const [what, answer] of [
    ['a failed lookup', new Error('ESERVFAIL')],
    ['an empty answer', []],
  ] as const) {
    it(`keeps the old set on ${what}, and logs it once`, async () => {
      const names: Names = { a: ['10.0.0.1', '10.0.0.2'] };
      const { members, sets, lines } = fleet('a:1', names);
      await members.refresh();
      names.a = answer;
      await members.refresh();
      await members.refresh();
      assert.equal(sets.length, 1);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /name a does not resolve \(.+\); kept: 10.0.0.1, 10.0.0.2/);
      names.a = ['10.0.0.3'];
      await members.refresh();
      assert.deepEqual(sets.at(-1), ['a:1@10.0.0.3']);
      assert.match(lines[1] ?? '', /name a resolves again/);
    });
  }

  it('announces a name as it stands until it resolves', async () => {
    const { members, sets } = fleet('a:1');
    members.start();
    members.close();
    assert.deepEqual(sets, [['a:1@a']]);
  });

  it('announces nothing after close', async () => {
    const { members, sets } = fleet('a:1', { a: ['10.0.0.1'] });
    const refreshed = members.refresh();
    members.close();
    await refreshed;
    assert.deepEqual(sets, []);
  });
});
