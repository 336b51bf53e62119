// Does the inspector say what state things are in: backends that were made worse, a picture that is held, a decision that
// cannot be replayed? In a real Chromium, over real processes under load.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { describePage, type Lab } from './describe-page.ts';
import { openPage } from './open-page.ts';

describePage('states of the inspector', tests);

function tests(lab: Lab): void {
  it('shows fewer cores as a fault, and ends it', async () => {
    const { page, complaints } = await openPage(lab.browser, lab.url);
    await page.waitForFunction(() =>
      /backend-1/.test(document.querySelector('#fault-replica')?.textContent ?? ''),
    );
    await page.selectOption('#fault-kind', 'capacityCores');
    await page.click('#fault-form button');
    await says(page, '#faults-now', /backend-1: 1 core of 4, \d+ s left/);
    await says(page, '#flow', /1 core of 4/);
    await says(page, '#replicas', /available, 1 core of 4/);
    await page.click('#faults-now button');
    await says(page, '#marks', /4 cores again/);
    await page.waitForSelector('#faults-now li', { state: 'detached' });
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('tells what failures add to a RIF from queries sent, and why a replica takes no calls', async () => {
    const { page, complaints, violations } = await openPage(lab.browser, lab.url, { colorScheme: 'light' });
    const path = `${lab.url}/replicas/${encodeURIComponent(lab.servers[1] ?? '')}/control`;
    await fetch(path, { method: 'POST', body: JSON.stringify({ errorFraction: 0.5, forMs: 30_000 }) });
    await says(page, '#flow', /\+\d+ for failures/);
    await says(page, '#replicas', /\+\d+ for failures/);
    await fetch(path, { method: 'POST', body: JSON.stringify({ stopped: true, forMs: 4000 }) });
    await says(page, '#replicas', /(set aside|disconnected|draining): \w+/);
    assert.deepEqual(await violations(), []);
    await fetch(path, { method: 'POST', body: JSON.stringify({ errorFraction: 0 }) });
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('says that the picture is held', async () => {
    const { page, violations } = await openPage(lab.browser, lab.url);
    await page.click('#hold');
    await says(page, '#connection', /^held/);
    assert.equal(await page.getAttribute('#hold', 'aria-pressed'), 'true');
    assert.equal(await page.textContent('#hold'), 'Picture held');
    const tile = await page.textContent('#flow');
    await page.waitForTimeout(1000);
    assert.equal(await page.textContent('#flow'), tile);
    assert.deepEqual(await violations(), []);
    await page.click('#hold');
    await says(page, '#connection', /^live$/);
    assert.equal(await page.getAttribute('#hold', 'aria-pressed'), 'false');
    await page.context().close();
  });

  for (const [policy, words] of [
    ['round_robin', /No replay: round_robin picks without a threshold/],
    ['linear', /No replay: linear compares scores/],
  ] as const) {
    it(`offers no replay under ${policy}, and says why`, async () => {
      const { page, complaints } = await openPage(lab.browser, lab.url, { colorScheme: 'dark' });
      await fetch(`${lab.url}/config`, { method: 'POST', body: JSON.stringify({ policy }) });
      await says(page, '#chip-policy', new RegExp(policy));
      await page.waitForTimeout(2500);
      const pool = (await page.textContent('#tile-pool')) ?? '';
      assert.match(pool, policy === 'linear' ? /^\d+ of \d+$/ : /^–$/);
      assert.equal(await page.textContent('#tile-threshold'), '–');
      await page.hover('#decisions');
      await page.waitForTimeout(300);
      await page.click('#decisions button >> nth=1');
      await page.waitForSelector('#decision[open]');
      assert.match((await page.textContent('#replay-note')) ?? '', words);
      assert.ok(await page.isHidden('#replay-fields'));
      await fetch(`${lab.url}/config`, { method: 'POST', body: JSON.stringify({ policy: 'prequal' }) });
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }
}

async function says(page: Page, selector: string, words: RegExp): Promise<void> {
  const found = page.locator(selector).filter({ hasText: words });
  await found.first().waitFor({ state: 'attached', timeout: 15_000 });
}
