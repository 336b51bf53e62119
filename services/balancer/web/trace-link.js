// The link to a trace in Jaeger. It opens in a tab of its own, and the page goes on.

import { make } from './dom.js';

/** @param {...(Node | string)} children */
export function traceLink(...children) {
  return make('a', { target: '_blank', rel: 'noopener' }, ...children);
}

/** @param {HTMLAnchorElement} link @param {string} jaegerUrl @param {string} traceId */
export function aimAtTrace(link, jaegerUrl, traceId) {
  const href = `${jaegerUrl}/trace/${traceId}`;
  if (link.href !== href) link.href = href;
}
