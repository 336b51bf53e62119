// What a comparison prints of its settings is what balancer and backend answer.

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { balancerDefaults } from 'prequal';
import { optionsText, runningFleet } from '../../src/compare/running-fleet.ts';

const replica = { replica: 'backend-1', capacityCores: 1, coresAtStart: 3, workMeanMs: 40 };

describe('runningFleet', () => {
  let settings: object = {};
  let replicas: readonly object[] = [replica, replica];
  const answers: Readonly<Record<string, () => object>> = {
    '/config': () => ({ settings }),
    '/control': () => ({ replicas }),
  };
  let server: Server;
  let url = '';
  before(async () => {
    server = createServer(({ url: path = '' }, response) => {
      response.end(JSON.stringify(answers[path]?.()));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const ask = () => runningFleet({ balancerAdmins: [url, url], controlUrls: [url, url, url] });

  it('tells cores and work as they run, and the settings that are not the defaults', async () => {
    settings = { ...balancerDefaults, port: 1, policy: 'random', qRif: 0.7, hotTies: 'random' };
    const fleet = await ask();
    const options = { qRif: 0.7, hotTies: 'random' };
    assert.deepEqual(fleet, { replicas: 3, balancers: 2, cores: 3, workMeanMs: 40, options });
    assert.equal(optionsText(fleet), 'Q_RIF=0.7, HOT_TIES=random');
    settings = balancerDefaults;
    assert.equal(optionsText(await ask()), 'defaults');
  });

  it('fails where one does not say', async () => {
    replicas = [];
    await assert.rejects(ask(), { message: /^ERR_PREQUAL_COMPARE: .*\/control does not say what runs/ });
  });
});
