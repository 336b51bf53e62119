// What a replica says of its use: that of its virtual cores or threads, and how many queries end and fail.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CpuWorkload } from '../src/cpu-workload.ts';
import { VirtualWorkload } from '../src/virtual-workload.ts';
import type { Workload } from '../src/workload.ts';
import { hello, startLabBackend } from './lab-backend.ts';

/** Between two readings of a clock that this process may have been interrupted in, ms. */
const UNCERTAIN_MS = 20;
const closers: (() => unknown)[] = [];
after(() => Promise.all(closers.map(close => close())));

function opened<W extends Workload>(workload: W): W {
  closers.push(() => workload.close());
  return workload;
}

/** Milliseconds of the whole capacity in the time that `wait` takes, and that time. */
async function used(workload: Workload, wait: Promise<unknown>): Promise<{ busyMs: number; ms: number }> {
  const [startMs, before] = [performance.now(), workload.busyMs()];
  await wait;
  return { busyMs: workload.busyMs() - before, ms: performance.now() - startMs };
}

async function assertShare(workload: Workload, share: number): Promise<void> {
  const { busyMs, ms } = await used(workload, sleep(60));
  assert.ok(Math.abs(busyMs - share * ms) < UNCERTAIN_MS, `${busyMs} of ${ms} ms, not ${share}`);
}

test('virtual cores at work, over those at the start; a frozen replica uses none', async () => {
  const workload = opened(new VirtualWorkload(4));
  await assertShare(workload, 0);
  const cancels = Array.from({ length: 6 }, () => workload.start(60_000, () => {}));
  await assertShare(workload, 1);
  workload.setCores(3);
  await assertShare(workload, 0.75);
  for (const cancel of cancels.slice(1)) cancel();
  await assertShare(workload, 0.25);
  workload.setSpeed(0);
  await assertShare(workload, 0);
});

test('threads at work', async () => {
  const workload = opened(new CpuWorkload(2));
  const { busyMs, ms } = await used(workload, new Promise<void>(resolve => workload.start(50, resolve)));
  assert.ok(Math.abs(busyMs - ms / 2) < UNCERTAIN_MS, `${busyMs} of ${ms} ms`);
  await assertShare(workload, 0);
});

test('a probe is told utilization, queries and failures per second', async () => {
  const backend = await startLabBackend({ cores: 1, workMeanMs: 20 });
  closers.push(() => backend.stop());
  await Promise.all(Array.from({ length: 10 }, () => hello(backend.client)));
  const served = await backend.probe();
  assert.ok(served.kind === 'ok');
  const { utilization = 0, qps = 0, eps } = served.load;
  assert.ok(utilization > 0 && utilization <= 1, `utilization ${utilization}`);
  assert.ok(qps > 0, `qps ${qps}`);
  assert.equal(eps, 0);
  await backend.control({ errorFraction: 1 });
  await hello(backend.client);
  const failed = await backend.probe();
  assert.ok(failed.kind === 'ok' && (failed.load.eps ?? 0) > 0);
});
