// A plot as a file of its own: the same picture with the colours in it, light or dark as the reader has it.

import { escapeHtml } from './html-text.ts';
import { STYLE } from './style.ts';
import { mark, n } from './svg-parts.ts';

const PADDING = 8;
const LINE = 20;

/** `plot` is what a function of this package drew; `names` are its series, drawn as a legend above. */
export function svgFile(plot: string, names: readonly string[]): string {
  const size = /viewBox="0 0 (\d+) (\d+)"/.exec(plot);
  if (size === null) throw new Error('not a plot of this package');
  const legend = names.map((name, at) => {
    const y = PADDING + LINE * (at + 0.5);
    return `<path class="line s${at} d${at % 4}" d="M12 ${n(y)}L54 ${n(y)}"/>${mark(at, 33, y)}<text class="axis" x="64" y="${n(y + 4)}">${escapeHtml(name)}</text>`;
  });
  const top = PADDING + LINE * names.length;
  const width = size[1];
  const height = Number(size[2]) + top + PADDING;
  const inner = plot.replace('<svg ', `<svg y="${top}" height="${size[2]}" width="${width}" `);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">
<style>${STYLE}</style>
<rect width="100%" height="100%" fill="var(--paper)"/>
${legend.join('\n')}
${inner}
</svg>
`;
}
