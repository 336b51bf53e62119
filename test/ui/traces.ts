// Where there is a Jaeger: does one click on a decision open its trace there, and its own button what the policy saw? In a
// real Chromium, over real processes under load, beside a server that stands in for Jaeger. test/ui/main.ts clicks where
// there is none.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, it } from 'node:test';
import type { Page } from 'playwright-core';
import { describePage, type Lab } from './describe-page.ts';
import { openPage } from './open-page.ts';

const jaeger = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<title>a trace</title>');
});
describePage('decisions beside Jaeger', tests, async () => {
  await new Promise<void>(resolve => jaeger.listen(0, '127.0.0.1', resolve));
  return { JAEGER_URL: jaegerUrl() };
});

function jaegerUrl(): string {
  return `http://127.0.0.1:${(jaeger.address() as AddressInfo).port}`;
}

function tests(lab: Lab): void {
  after(() => jaeger.close());

  it('opens the trace of the decision in a tab of its own by a click, a middle click and Enter', async () => {
    const { page, complaints } = await openPage(lab.browser, lab.url);
    const link = (await still(page)).getByRole('link');
    assert.equal(await link.getAttribute('rel'), 'noopener');
    const opens = async (act: () => Promise<void>) => {
      const [tab] = await Promise.all([page.context().waitForEvent('page'), act()]);
      await tab.waitForLoadState();
      assert.equal(tab.url(), await link.getAttribute('href'));
      assert.equal(await tab.title(), 'a trace');
      await tab.close();
      assert.ok(await page.isHidden('#decision'));
    };
    await opens(() => link.click());
    await opens(() => link.click({ button: 'middle' }));
    await link.focus();
    await opens(() => page.keyboard.press('Enter'));
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('opens the same decision with its replay by the button that follows the link', async () => {
    const { page, complaints } = await openPage(lab.browser, lab.url);
    const row = await still(page);
    const href = await row.getByRole('link').getAttribute('href');
    await row.getByRole('link').focus();
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#decision[open]');
    const id = /^Details of decision (\d+)$/.exec(label ?? '')?.[1];
    const decision = (await (await fetch(`${lab.url}/decisions/${id}`)).json()) as Record<string, string>;
    assert.equal(href, `${jaegerUrl()}/trace/${decision.traceId}`);
    assert.equal(await page.textContent('#decision-head'), `Decision ${id}`);
    assert.equal(await page.textContent('#decision-reason'), decision.reason);
    assert.equal(await page.getAttribute('#decision-trace a', 'href'), href);
    assert.ok(await page.isVisible('#replay-form'));
    await page.waitForTimeout(1500);
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), label);
    assert.equal(page.context().pages().length, 1);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    for (const width of [1440, 390]) {
      it(`breaks no rule of axe: ${colorScheme}, ${width} px wide`, async () => {
        const options = { colorScheme, viewport: { width, height: 844 } };
        const { page, violations } = await openPage(lab.browser, lab.url, options);
        await still(page);
        assert.deepEqual(await violations(), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} px wide`);
        await page.context().close();
      });
    }
  }
}

/** The third decision of a list that the pointer keeps from moving on. */
async function still(page: Page) {
  await page.waitForFunction(() => document.querySelectorAll('#decisions li:not([hidden])').length > 3);
  await page.hover('#decisions');
  await page.waitForTimeout(300);
  return page.locator('#decisions li').nth(2);
}
