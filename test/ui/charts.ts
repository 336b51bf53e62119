// Do the charts go on moving, whatever the browser tells of what is seen? In a real Chromium, over real processes under load.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { describePage, type Lab } from './describe-page.ts';
import { openPage } from './open-page.ts';

const CHARTS = ['latency', 'share', 'rif', 'cost'];
/** All four charts are seen at once. */
const TALL = { width: 1440, height: 2400 };
describePage('charts', tests);

function tests(lab: Lab): void {
  it('move where several changes of what is seen are told at once: the newest holds', async () => {
    const { page } = await openPage(lab.browser, lab.url, { viewport: TALL });
    await page.addInitScript(() => {
      class Observer {
        constructor(told: (entries: readonly { isIntersecting: boolean }[]) => void) {
          (globalThis as unknown as { told: unknown[] }).told.push(told);
        }
        observe(): void {}
      }
      Object.assign(globalThis, { told: [], IntersectionObserver: Observer });
    });
    await page.reload();
    await page.waitForSelector('#chart-latency canvas');
    const tell = (seen: string) =>
      page.evaluate(`told.forEach(tell => tell([${seen}].map(isIntersecting => ({ isIntersecting }))))`);
    await tell('true, false');
    assert.deepEqual(await moving(page), []);
    await tell('false, true');
    assert.deepEqual(await moving(page), CHARTS);
    await page.context().close();
  });

  it('tell their values out of sight, and move again after that', async () => {
    const { page } = await openPage(lab.browser, lab.url, { viewport: TALL });
    await page.evaluate(() => (document.body.style.paddingTop = '9000px'));
    await page.waitForTimeout(500);
    const values = await page.locator('.legend').allTextContents();
    assert.deepEqual(await moving(page), []);
    assert.notDeepEqual(await page.locator('.legend').allTextContents(), values);
    await page.evaluate(() => (document.body.style.paddingTop = ''));
    await page.waitForTimeout(500);
    assert.deepEqual(await moving(page), CHARTS);
    await page.context().close();
  });

  it('stand still while the page is hidden, and move after that', async () => {
    const { page } = await openPage(lab.browser, lab.url, { viewport: TALL });
    const hide = (hidden: boolean) =>
      page.evaluate(value => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await page.waitForTimeout(500);
    assert.deepEqual(await moving(page), []);
    await hide(false);
    await page.waitForTimeout(500);
    assert.deepEqual(await moving(page), CHARTS);
    await page.context().close();
  });
}

/** Those whose picture changes within two seconds. */
async function moving(page: Page): Promise<readonly string[]> {
  const pictures = () =>
    page.evaluate(
      names =>
        names.map(name => document.querySelector<HTMLCanvasElement>(`#chart-${name} canvas`)?.toDataURL()),
      CHARTS,
    );
  const earlier = await pictures();
  await page.waitForTimeout(2000);
  const later = await pictures();
  return CHARTS.filter((_, at) => later[at] !== undefined && later[at] !== earlier[at]);
}
