// The README's picture of a comparison, from a real run of `npm run compare`: taken with the others by
// `npm run test:ui -- --screenshots`.

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runNode } from '../run-node.ts';
import { findChromium, launch } from './browser.ts';
import { image } from './images.ts';

/** Five rounds of three policies. */
const LIMIT_MS = 600_000;
/** Those of a lab that runs beside it stay free. */
const PORTS = ['--port', '56050', '--admin-port', '56901', '--metrics-port', '57464'];
const COMPARE = fileURLToPath(new URL('../../services/lab/src/compare/main.ts', import.meta.url));
const executable = findChromium();

if (executable !== null) {
  it('compares policies, and the report is pictured', { timeout: LIMIT_MS }, async () => {
    const report = join(mkdtempSync(join(tmpdir(), 'prequal-compare-')), 'compare.html');
    assert.equal(await runNode([COMPARE, ...PORTS, '--out', report]), 0);
    const browser = await launch(executable);
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 1500 } });
      await page.goto(pathToFileURL(report).href);
      await page.screenshot({ path: image('compare') });
    } finally {
      await browser.close();
    }
  });
}
