// Where pictures go: the README's folder when it is asked for (`npm run test:ui -- --screenshots`), else a temporary one.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder =
  process.env.SCREENSHOTS === 'on'
    ? fileURLToPath(new URL('../../docs/images/', import.meta.url))
    : mkdtempSync(join(tmpdir(), 'prequal-ui-'));

/** The path of `NAME.png`. */
export function image(name: string): string {
  return join(folder, `${name}.png`);
}
