// The heat map: a shade for every value, the sign of which says better or worse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatSvg, svgFile } from 'report';

const columns = [
  { name: 'one <first>', strong: true, apart: false },
  { name: 'another', strong: false, apart: true },
];

test('a cell for each value, darker the further it is from the reference', () => {
  const rows = [
    {
      name: 'row',
      cells: [
        { text: '0.50', shade: -0.5 },
        { text: '9.00', shade: 7 },
      ],
    },
    { name: 'half empty', cells: [null, { text: '1.00', shade: 0 }] },
  ];
  const svg = heatSvg({ label: 'A table', columns, blocks: [{ title: 'All', rows }] });
  const shades = [...svg.matchAll(/<rect class="(\w+)".*?fill-opacity="([\d.]+)"/g)].map(
    ([, ...each]) => each,
  );
  assert.deepEqual(shades, [
    ['better', '0.50'],
    ['worse', '1.00'],
    ['worse', '0.00'],
  ]);
  for (const text of ['0.50', '9.00', '1.00', 'row', 'half empty', 'All', 'one &lt;first&gt;', 'another'])
    assert.ok(svg.includes(`>${text}</text>`), text);
  const [, width] = /viewBox="0 0 (\d+) /.exec(svg) ?? [];
  assert.match(svgFile(svg, []), new RegExp(`viewBox="0 0 ${width} \\d+" font-family`));
});
