import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child, endingText } from '../src/child.ts';

const fixture = (name: string) => new URL(`./fixtures/${name}.ts`, import.meta.url);
const environment = { ...process.env, NAME: 'short' };

/** Whether the process is there. */
/** One that has ended and waits for who reaps it is not: the orphan of a killed parent is another's to reap. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('Child', { concurrency: true }, () => {
  it('keeps the result, and the last lines for whoever asks why', async () => {
    const child = new Child('short', fixture('short'), ['3'], environment);
    const ending = await child.ended;
    assert.deepEqual(ending, { code: 3, signal: null });
    assert.equal(child.result, 'the result of short');
    const [head, ...lines] = endingText(child, ending).split('\n');
    assert.equal(head, 'short ended with status 3; its last lines:');
    assert.deepEqual(lines.sort(), ['  the reason', '  the result of short']);
  });

  it('says what cannot be started', async () => {
    const child = new Child('gone', fixture('gone'), [], environment);
    assert.match(endingText(child, await child.ended), /^gone ended with status 1[\s\S]*Cannot find module/);
  });

  it('ends a child that does not want to', async () => {
    const child = new Child('stubborn', fixture('stubborn'), [], environment);
    while (child.result !== 'up') await setTimeout(20);
    assert.deepEqual(await child.stop('SIGTERM', 300), { code: null, signal: 'SIGKILL' });
    assert.equal(child.result, 'no');
    assert.equal(child.running, false);
  });

  it('leaves no child behind when the parent is killed', async () => {
    const parent = spawn(process.execPath, [fileURLToPath(fixture('orphan'))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    // The child is up once its preload listens; killed before that, it ends all the same, by the signal's default.
    await setTimeout(500);
    assert.ok(alive(pid));
    parent.kill('SIGKILL');
    for (let turn = 0; turn < 100 && alive(pid); turn++) await setTimeout(50);
    assert.equal(alive(pid), false);
  });
});
