// One HTML file that needs nothing from elsewhere: no script, no font, no picture.

import { escapeHtml } from './html-text.ts';
import { STYLE } from './style.ts';

/** `body` is HTML and goes under the title. */
export function pageHtml(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
