// A suite about the page: a browser and a lab stand before its first test and are gone after its last.

import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { findChromium, launch } from './browser.ts';
import { Fleet } from './fleet.ts';

/** Calls that a lab gets, per second. */
export const CALLS_PER_SECOND = 60;

/** What the tests of a suite work with; read it within a test. */
export interface Lab {
  readonly browser: Browser;
  /** The page's. */
  readonly url: string;
  /** The replicas' addresses. */
  readonly servers: readonly string[];
}

/** Describes `name` where there is a Chromium; answers whether there is. `variables` are the balancer's, asked for first. */
export function describePage(
  name: string,
  tests: (lab: Lab) => void,
  variables: () => Promise<Readonly<Record<string, string>>> = async () => ({}),
): boolean {
  const executable = findChromium();
  if (executable === null) return false;
  describe(name, () => {
    const fleet = new Fleet();
    const lab = {} as { -readonly [Part in keyof Lab]: Lab[Part] };
    before(async () => {
      Object.assign(lab, await fleet.lab(CALLS_PER_SECOND, await variables()));
      lab.browser = await launch(executable);
    });
    after(async () => {
      await lab.browser?.close();
      await fleet.stop();
    });
    tests(lab);
  });
  return true;
}
