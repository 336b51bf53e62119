// A sweep drawn: levels evenly apart, whiskers from smallest to largest, gaps where nothing was measured.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { svgFile, sweepSvg } from 'report';

const value = (mid: number) => ({ mid, min: mid - 1, max: mid + 1 });
const plot = {
  label: 'a <plot>',
  xTitle: 'x',
  yTitle: 'y',
  levels: ['0', '0.5', '1'],
  joined: true,
};
const numbers = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map(match => Number(match[1]));

test('a mark and a whisker for each value, in the order of the levels', () => {
  const svg = sweepSvg({ ...plot, series: [{ name: 'a', values: [value(5), value(6), value(7)] }] });
  const x = numbers(svg, /class="mark s0" cx="([\d.]+)"/g);
  assert.equal(x.length, 3);
  const [first = 0, second = 0, third = 0] = x;
  assert.ok(second > first && Math.abs(third - second - (second - first)) < 0.11);
  const y = numbers(svg, /class="mark s0" cx="[\d.]+" cy="([\d.]+)"/g);
  assert.deepEqual(
    [...y].sort((a, b) => b - a),
    y,
    'larger values stand higher',
  );
  assert.equal(svg.match(/class="whisker s0"/g)?.length, 3);
});

test('a missing value is no mark, and one alone is no line', () => {
  const svg = sweepSvg({ ...plot, series: [{ name: 'a', values: [null, value(3), null] }] });
  assert.equal(svg.match(/class="mark/g)?.length, 1);
  assert.doesNotMatch(svg, /<path class="line|NaN|undefined|Infinity/);
});

test('what another source says is dotted, in the same colour', () => {
  const series = [{ name: 'a', values: [value(3), value(4), value(5)], reference: [3, null, 9] }];
  const joined = sweepSvg({ ...plot, series });
  assert.equal(joined.match(/<circle class="reference s0"/g)?.length, 2);
  assert.match(joined, /<path class="reference s0"/);
  assert.doesNotMatch(sweepSvg({ ...plot, series, joined: false }), /<path class="(reference|line)/);
});

test('values far apart stand on a logarithmic axis, zeros on a linear one', () => {
  const ticks = (least: number) => {
    const svg = sweepSvg({
      ...plot,
      series: [{ name: 'a', values: [{ mid: least, min: least, max: least }, value(5000), null] }],
    });
    return numbers(svg, /text-anchor="end">([\d.]+)</g);
  };
  assert.ok(ticks(100).includes(200) && ticks(100).includes(1000));
  assert.ok(!ticks(0).includes(200) && ticks(0).includes(0));
});

test('nothing measured is still a picture', () => {
  const svg = sweepSvg({ ...plot, series: [{ name: 'a', values: [null, null, null] }] });
  assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  assert.match(svg, /aria-label="a &lt;plot&gt;"/);
});

test('a file has its colours and its legend in it', () => {
  const svg = svgFile(sweepSvg({ ...plot, series: [{ name: 'a & b', values: [value(1), null, null] }] }), [
    'a & b',
  ]);
  assert.match(svg, /<text class="axis"[^>]*>a &amp; b<\/text>/);
  assert.match(svg, /prefers-color-scheme: dark/);
  assert.equal(svg.match(/<svg/g)?.length, svg.match(/<\/svg>/g)?.length);
  assert.throws(() => svgFile('<svg>', []));
});

test('a name of several words stands on as many lines, above the title', () => {
  const svg = sweepSvg({
    ...plot,
    levels: ['one', 'two words', 'x'],
    series: [{ name: 'a', values: [value(5), value(6), value(7)] }],
  });
  const yOf = (text: string) => Number(new RegExp(`y="([0-9.]+)"[^>]*>${text}<`).exec(svg)?.[1]);
  assert.ok(yOf('one') === yOf('two') && yOf('two') < yOf('words') && yOf('words') < yOf(plot.xTitle));
});
