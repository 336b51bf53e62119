// Does the inspector show what the balancer knows, and do its controls work? In a real Chromium, over real processes under
// load; pictures are taken on the way.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { CALLS_PER_SECOND, describePage, type Lab } from './describe-page.ts';
import { Fleet } from './fleet.ts';
import { image } from './images.ts';
import { openPage } from './open-page.ts';

const LARGE_FLEET = 300;
/** What a busy machine of two cores allows; without limits on what is drawn it is seconds. */
const LONGEST_TASK_MS = 500;
const LONGEST_CLICK_MS = 1000;

if (!describePage('inspector', tests))
  process.stdout.write('test:ui needs Chromium: install it, or name it in CHROMIUM_PATH\n');

function tests(lab: Lab): void {
  const json = async (at: string) => (await (await fetch(lab.url + at)).json()) as Record<string, unknown>;

  it('shows what the admin API says', async () => {
    const { page, complaints } = await openPage(lab.browser, lab.url);
    await page.waitForFunction(() => document.querySelectorAll('#decisions li:not([hidden])').length === 10);
    const { settings, derived } = (await json('/config')) as {
      settings: { policy: string; qRif: number };
      derived: { regime: string; poolCapacity: number };
    };
    assert.equal(await page.textContent('#chip-policy'), settings.policy);
    assert.equal(await page.textContent('#chip-qrif'), String(settings.qRif));
    assert.equal(await page.textContent('#chip-regime'), derived.regime);
    assert.match((await page.textContent('#tile-pool')) ?? '', new RegExp(`of ${derived.poolCapacity}$`));
    const { replicas } = (await json('/replicas')) as { replicas: { replica: string; state: string }[] };
    const rows = await page.locator('#replicas tbody tr').allTextContents();
    replicas.forEach(({ replica, state }, index) => {
      assert.ok(rows[index]?.includes(replica) && rows[index].includes(state), rows[index]);
    });
    const flow = (await page.textContent('#flow')) ?? '';
    for (const { replica } of replicas) assert.ok(flow.includes(replica), flow);
    await page.hover('#decisions');
    await page.waitForTimeout(300);
    await page.click('#decisions button >> nth=2');
    await page.waitForSelector('#decision[open]');
    const id = Number(/\d+/.exec((await page.textContent('#decision-head')) ?? '')?.[0]);
    const decision = await json(`/decisions/${id}`);
    assert.equal(await page.textContent('#decision-reason'), decision.reason);
    assert.ok((await page.textContent('#decision-facts'))?.includes(String(decision.traceId)));
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('explains each figure on demand, by keyboard', async () => {
    const { page } = await openPage(lab.browser, lab.url);
    const buttons = page.locator('button.help');
    assert.ok((await buttons.count()) >= 14);
    const first = buttons.first();
    await first.focus();
    await page.keyboard.press('Enter');
    assert.equal(await first.getAttribute('aria-expanded'), 'true');
    assert.ok(await page.isVisible('#help-flow-figure'));
    await page.keyboard.press('Escape');
    assert.ok(await page.isHidden('#help-flow-figure'));
    await page.context().close();
  });

  it('replays a decision as the balancer answers', async () => {
    const { page, complaints } = await openPage(lab.browser, lab.url);
    await openComparison(page);
    await page.fill('#replay-qrif', '0');
    await page.click('#replay-form button[type=submit]');
    await page.waitForSelector('#replay-answer[data-ok="true"]');
    const id = Number(/\d+/.exec((await page.textContent('#decision-head')) ?? '')?.[0]);
    const response = await fetch(`${lab.url}/decisions/${id}/replay`, {
      method: 'POST',
      body: JSON.stringify({ qRif: 0, hotTies: 'cold' }),
    });
    const replay = (await response.json()) as { reason: string; rule: string };
    assert.equal(replay.rule, 'hot');
    assert.ok((await page.textContent('#replay-answer'))?.includes(replay.reason));
    await page.screenshot({ path: image('inspector-decision') });
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('changes the policy, slows a backend, and marks both', async () => {
    const { page, complaints } = await openPage(lab.browser, lab.url, {
      viewport: { width: 1440, height: 1800 },
      colorScheme: 'dark',
    });
    await page.waitForTimeout(12_000);
    const before = await page.locator('#marks li').count();
    await page.selectOption('#config-policy', 'round_robin');
    await page.click('#config-form button');
    await page.waitForSelector('#config-answer[data-ok="true"]');
    const { settings } = (await json('/config')) as { settings: { policy: string } };
    assert.equal(settings.policy, 'round_robin');
    await page.waitForFunction(() => document.querySelector('#chip-policy')?.textContent === 'round_robin');
    await page.waitForTimeout(4000);
    await page.selectOption('#config-policy', 'prequal');
    await page.click('#config-form button');
    await page.waitForFunction(() => document.querySelector('#chip-policy')?.textContent === 'prequal');
    await page.waitForTimeout(8000);
    await page.selectOption('#fault-replica', { index: 1 });
    await page.click('#fault-form button');
    await page.waitForFunction(() =>
      /slow x10 for 20 s/.test(document.querySelector('#marks')?.textContent ?? ''),
    );
    assert.equal(await page.locator('#marks li').count(), before + 3);
    await page.waitForFunction(() => /slow ×10/.test(document.querySelector('#flow')?.textContent ?? ''));
    await page.waitForTimeout(9000);
    const share = await page.locator('#replicas tbody tr >> nth=1 >> td >> nth=5').textContent();
    assert.ok(Number.parseFloat(share ?? '') < 25, `share of the slow backend: ${share}`);
    await page.screenshot({ path: image('inspector') });
    await page.click('#faults-now button');
    await page.waitForFunction(() =>
      /no longer slow/.test(document.querySelector('#marks')?.textContent ?? ''),
    );
    await page.fill('#config-rprobe', '-1');
    await page
      .locator('#config-form')
      .evaluate(form => ((form as unknown as { noValidate: boolean }).noValidate = true));
    await page.click('#config-form button');
    await page.waitForSelector('#config-answer[data-ok="false"]');
    assert.match((await page.textContent('#config-answer')) ?? '', /R_PROBE|rProbe=-1 is outside 0 to 100/);
    // A refused change is an answer of 400, which Chromium writes to the console.
    assert.deepEqual(
      complaints.filter(text => !text.includes('status of 400')),
      [],
    );
    await page.context().close();
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    for (const width of [1440, 390]) {
      it(`breaks no rule of axe: ${colorScheme}, ${width} px wide`, async () => {
        const size = { width, height: 844 };
        const { page, complaints, violations } = await openPage(lab.browser, lab.url, {
          colorScheme,
          viewport: size,
        });
        await page.waitForTimeout(1500);
        for (const summary of await page.locator('summary').all()) await summary.click();
        for (const button of await page.locator('button.help').all()) await button.click();
        assert.deepEqual(await violations(), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} px wide`);
        if (width === 390 && colorScheme === 'light') {
          for (const button of await page.locator('button.help').all()) await button.click();
          await page.evaluate(() => scrollTo(0, 0));
          await page.screenshot({ path: image('inspector-phone') });
        }
        await openComparison(page);
        assert.deepEqual(await violations(), []);
        assert.deepEqual(complaints, []);
        await page.context().close();
      });
    }
  }

  it(`is not frozen by ${LARGE_FLEET} replicas, and says what it leaves out`, async () => {
    const large = new Fleet();
    try {
      const { servers, controls } = await large.backends(1, LARGE_FLEET);
      const balancer = await large.balancer(servers, controls);
      large.load(balancer.target, balancer.url, CALLS_PER_SECOND);
      const { page, complaints } = await openPage(lab.browser, balancer.url, { colorScheme: 'dark' });
      await page.waitForTimeout(6000);
      assert.equal(await page.locator('#replicas tbody tr').count(), 40);
      assert.match((await page.textContent('#replicas-note')) ?? '', /40 shown; 260 more/);
      assert.match((await page.textContent('#flow-note')) ?? '', /of 300 replicas are drawn/);
      await page.evaluate('longTasks.length = 0');
      const clickedMs = performance.now();
      await page.click('#replicas .sort >> nth=5');
      await page.waitForSelector('#replicas th[aria-sort]');
      const clickMs = performance.now() - clickedMs;
      await page.waitForTimeout(4000);
      const longest = Math.max(0, ...((await page.evaluate('longTasks')) as number[]));
      assert.ok(clickMs < LONGEST_CLICK_MS, `a click took ${clickMs} ms`);
      assert.ok(longest < LONGEST_TASK_MS, `a task took ${longest} ms`);
      await page.fill('#replicas-filter', servers[250] ?? '');
      await page.waitForFunction(() => document.querySelectorAll('#replicas tbody tr').length === 1);
      assert.deepEqual(complaints, []);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: image('inspector-fleet') });
      await page.context().close();
    } finally {
      await large.stop();
    }
  });
}

/** Opens a decision that compared something; where Prequal picks under load most do. */
async function openComparison(page: Page): Promise<void> {
  await page.waitForSelector('#decisions .tag.cold, #decisions .tag.hot');
  await page.hover('#decisions');
  await page.waitForTimeout(300);
  await page.locator('#decisions li:visible button:has(.tag.cold, .tag.hot)').first().click();
  await page.waitForSelector('#decision[open]');
  await page.waitForSelector('#candidates tbody tr');
}
