import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { announcePhases } from '../src/announce-phases.ts';
import { plainScenario } from '../src/read-scenario.ts';

interface Told {
  readonly scenario: string;
  readonly phase: string;
  readonly forMs: number;
}

const scenario = { ...plainScenario({ durationMs: 400 }), name: 'short', warmupMs: 150 };

/** An admin port that answers `status` and notes what it was told. */
async function admin(status: number) {
  const told: Told[] = [];
  const server = createServer(async (request, response) => {
    const body = await new Response(request as unknown as ReadableStream).text();
    told.push({ path: request.url, ...JSON.parse(body) });
    response.writeHead(status).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { told, url, close: () => server.closeAllConnections() ?? server.close() };
}

const never = () => new AbortController().signal;

describe('announcePhases', () => {
  it('tells every balancer each phase when it begins, and the end, though another refuses', async () => {
    const admins = [await admin(403), await admin(200), await admin(200)];
    await announcePhases(
      scenario,
      admins.map(({ url }) => url),
      never(),
    );
    const at = { path: '/scenario', scenario: 'short' };
    const all = [
      { ...at, phase: 'warmup', forMs: 400 },
      { ...at, phase: 'run', forMs: 250 },
      { ...at, phase: 'run', forMs: 0 },
    ];
    assert.deepEqual(
      admins.map(({ told }) => told),
      [all.slice(0, 1), all, all],
    );
    for (const { close } of admins) close();
  });

  it('ends at once when the run does', async () => {
    const { told, url, close } = await admin(200);
    const over = new AbortController();
    setTimeout(() => over.abort(), 50);
    await announcePhases(plainScenario({ durationMs: 0 }), [url], over.signal);
    assert.deepEqual(
      told.map(({ forMs }) => forMs),
      [15_000, 0],
    );
    close();
  });

  it('gives up when it is refused, and minds neither errors nor silence', async () => {
    const refusing = await admin(403);
    await announcePhases(scenario, [refusing.url], never());
    assert.equal(refusing.told.length, 1);
    refusing.close();
    const failing = await admin(500);
    await announcePhases(scenario, [failing.url], never());
    assert.equal(failing.told.length, 3);
    failing.close();
    await announcePhases(scenario, ['http://127.0.0.1:9'], never());
  });
});
