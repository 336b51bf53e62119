// Settings: defaults, flags and variables, and one clear line for what is wrong.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { balancerDefaults } from 'prequal';
import { readSettings } from 'program';
import { serverUrlOf } from '../src/replicas/server-url.ts';
import { balancerSettings, policyOptionsOf, RUNTIME_KEYS } from '../src/settings.ts';

const read = (env: Record<string, string>, args: string[] = []) => readSettings(balancerSettings, args, env);

describe('settings', () => {
  it('has the defaults', () => {
    const config = read({});
    assert.equal(config.port, 50_050);
    assert.equal(config.adminPort, 9901);
    assert.equal(config.metricsPort, 9464);
    assert.equal(config.adminControls, false);
    assert.deepEqual(config.serverUrls, ['127.0.0.1:50051', '127.0.0.1:50052', '127.0.0.1:50053']);
    assert.equal(config.dnsRefreshMs, 5000);
    assert.equal(config.drainMs, 8000);
    assert.equal(config.replayBytes, 65_536);
    assert.equal(config.replyInfo, true);
    assert.equal(config.seed, null);
    assert.deepEqual(policyOptionsOf(config), balancerDefaults);
  });

  it('reads flags over variables', () => {
    const config = read({ Q_RIF: '0.5', POLICY: 'random' }, ['--q-rif', '0.7']);
    assert.equal(config.qRif, 0.7);
    assert.equal(config.policy, 'random');
  });

  it('reads every form of SERVER_URLS', () => {
    const urls = (text: string) => read({ SERVER_URLS: text }).serverUrls;
    assert.deepEqual(urls('b-1:50051, http://b-2:50052/'), ['b-1:50051', 'b-2:50052']);
    assert.deepEqual(urls('b-1:7-9,b-1:8'), ['b-1:7', 'b-1:8', 'b-1:9']);
    assert.deepEqual(urls('[::1]:50051,HOST:1'), ['[::1]:50051', 'host:1']);
    assert.deepEqual(urls('[::1]:50051,HOST:1').map(serverUrlOf), [
      { host: '::1', port: 50_051 },
      { host: 'host', port: 1 },
    ]);
  });

  const wrong: [string, string, RegExp][] = [
    [
      'SERVER_URLS',
      'https://a:1',
      /^ERR_PREQUAL_CONFIG: SERVER_URLS=https:\/\/a:1 is outside http:\/\/ \(TLS/,
    ],
    ['SERVER_URLS', 'a', /^ERR_PREQUAL_CONFIG: SERVER_URLS=a is outside host:port/],
    ['SERVER_URLS', 'a:0', /SERVER_URLS=a:0/],
    ['SERVER_URLS', 'a:70000', /SERVER_URLS=a:70000/],
    ['SERVER_URLS', 'a:9-7', /SERVER_URLS=a:9-7/],
    ['SERVER_URLS', 'a:1-50000', /SERVER_URLS=50000 is outside up to/],
    ['SERVER_URLS', ' , ', /SERVER_URLS=/],
    ['SERVER_URLS', 'ftp://a:1', /SERVER_URLS=ftp/],
    ['Q_RIF', '1.5', /^ERR_PREQUAL_CONFIG: Q_RIF=1.5 is outside 0 to 1$/],
    ['POLICY', 'best', /^ERR_PREQUAL_CONFIG: POLICY=best is outside prequal, random/],
    ['R_PROBE', '-1', /R_PROBE=-1 is outside 0 to 100/],
    ['POOL_SIZE', '1.5', /POOL_SIZE=1.5 is outside the integers/],
    ['PORT', '65536', /PORT=65536/],
    ['WORKERS', '2', /WORKERS=2 is outside 1 to 1/],
    ['REPLY_INFO', 'yes', /REPLY_INFO=yes is outside on, off/],
    ['JAEGER_URL', 'jaeger', /JAEGER_URL=jaeger/],
    ['SEED', 'x', /SEED=x/],
  ];
  for (const [variable, value, line] of wrong) {
    it(`refuses ${variable}=${value}`, () => {
      assert.throws(() => read({ [variable]: value }), { message: line });
    });
  }

  it('changes the policy and probing groups at run time, nothing else', () => {
    assert.equal(RUNTIME_KEYS.has('qRif') && RUNTIME_KEYS.has('probeTimeoutMs'), true);
    assert.equal(RUNTIME_KEYS.has('decisions') || RUNTIME_KEYS.has('port'), false);
  });
});
