// Progress on a terminal renews one line; elsewhere it adds a plain one now and then. After `close` nothing is written.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from '../src/progress.ts';

for (const [isTTY, stepMs, expected] of [
  [true, 500, '\r\u001b[2Kone\r\u001b[2Ksaid\n\r\u001b[2Ktwo\r\u001b[2K'],
  [false, 5000, 'one\nsaid\ntwo\n'],
] as const) {
  test(isTTY ? 'on a terminal' : 'elsewhere', ({ mock }) => {
    mock.timers.enable({ apis: ['setInterval'] });
    let written = '';
    const write = (text: string) => {
      written += text;
    };
    let line = 'one';
    const progress = new Progress({ isTTY, write }, () => line);
    mock.timers.tick(stepMs);
    progress.say('said');
    line = 'two';
    mock.timers.tick(stepMs);
    progress.close();
    mock.timers.tick(10 * stepMs);
    assert.equal(written, expected);
  });
}
