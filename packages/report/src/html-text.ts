// Text as HTML, and tables of it.

/** A cell: text, or a number as text that stands right. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly string[])[];
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => ESCAPES[character] ?? character);
}

/** A table that scrolls by itself where it is too large, also by keyboard. */
export function tableHtml({ caption, head, rows }: Table): string {
  const label = escapeHtml(caption);
  const cells = (row: readonly string[]) =>
    row
      .map((cell, at) =>
        at === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td>${escapeHtml(cell)}</td>`,
      )
      .join('');
  return [
    `<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>`,
    `<caption>${label}</caption>`,
    `<thead><tr>${head.map(each => `<th scope="col">${escapeHtml(each)}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map(row => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table></div>`,
  ].join('\n');
}

/** A plot and the table of what it shows, side by side where there is room, one below the other where the plot is `wide`. */
export function figureHtml(
  title: string,
  explanation: string,
  svg: string,
  table: Table,
  wide = false,
): string {
  return [
    `<section><h2>${escapeHtml(title)}</h2>`,
    `<p>${escapeHtml(explanation)}</p>`,
    `<div class="figure${wide ? ' wide' : ''}"><div class="plot">${svg}</div>${tableHtml(table)}</div></section>`,
  ].join('\n');
}
