// Which sign is whose?

import { escapeHtml } from './html-text.ts';
import { mark } from './svg-parts.ts';

/** The sign of a series: the same colour and shape as in the plots. */
export function legendHtml(names: readonly string[]): string {
  const items = names.map(
    (name, at) =>
      `<li><svg width="44" height="14" aria-hidden="true"><path class="line s${at} d${at % 4}" d="M1 7L43 7"/>${mark(at, 22, 7)}</svg>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}
