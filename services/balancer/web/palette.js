// Colours of the style sheet as a canvas needs them, and which replica has which.

/** Series that a chart draws at most. */
export const MAX_SERIES = 8;

/** @param {string} name a custom property, such as `--cold` @returns {string} */
export function colorOf(name) {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** @param {number} index */
export function seriesColor(index) {
  return `--series-${(index % MAX_SERIES) + 1}`;
}

/** Calls back when the colours change from dark to light or back. @param {() => void} changed */
export function onColors(changed) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}
