// How a report looks: light and dark, phone and desk, nothing from outside.

const LIGHT = ['#0b5cad', '#b4540a', '#1b7f4d', '#8a3fa0', '#a3223c', '#5a5f00', '#006b75', '#555555'];
const DARK = ['#6db3f2', '#f0a35e', '#6ed39b', '#d29ae6', '#f28ba0', '#d0d060', '#5cd0dc', '#bbbbbb'];

const variables = (colours: readonly string[]) =>
  colours.map((colour, at) => `--s${at}: ${colour};`).join(' ');
const classes = LIGHT.map((_, at) => `.s${at} { stroke: var(--s${at}); fill: var(--s${at}); }`).join('\n');

export const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1d21; --quiet: #59616b; --rule: #d9dde2; --shade: #eef1f4;
  --bad: #a3223c; --bad-paper: #fdeef0; --good: #1b7f4d; --note: #fff6dd; --worse: #e8883c; --better: #6cabe6; ${variables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e6e9ed; --quiet: #a3abb5; --rule: #343b44; --shade: #20252b;
  --bad: #f28ba0; --bad-paper: #35191f; --good: #6ed39b; --note: #3a3218; --worse: #a8500f; --better: #1f64a8; ${variables(DARK)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; }
p { margin: .4rem 0 .8rem; max-width: 60rem; }
.verdict { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; margin: 1.2rem 0; }
.claims { border: 1px solid var(--rule); border-left: 5px solid var(--quiet); border-radius: 6px; padding: .6rem 1rem; }
.claims h2 { margin: .1rem 0 .3rem; }
.claims ul { margin: .2rem 0; padding-left: 1.1rem; }
.claims.loses { border-left-color: var(--bad); }
.claims.wins { border-left-color: var(--good); }
.invalid { border: 2px solid var(--bad); background: var(--bad-paper); border-radius: 6px; padding: .7rem 1rem; }
.note { background: var(--note); border-radius: 6px; padding: .5rem 1rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: 0; padding: .6rem 0;
  position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--rule); z-index: 1; }
.legend li { display: flex; align-items: center; gap: .5rem; font-weight: 600; }
.figure { display: grid; grid-template-columns: minmax(22rem, 1fr) minmax(0, max-content); gap: 1.5rem; align-items: start; }
.figure.wide { grid-template-columns: minmax(0, 1fr); }
.figure.wide .plot { overflow-x: auto; }
.figure.wide svg { min-width: 50rem; }
.figure.wide tbody th { white-space: nowrap; }
@media (max-width: 60rem) { .figure { grid-template-columns: minmax(0, 1fr); } }
.plot svg { width: 100%; height: auto; display: block; }
.scroll { overflow: auto; max-height: 21rem; }
.scroll:focus-visible { outline: 2px solid var(--s0); outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .88rem; }
caption { text-align: left; color: var(--quiet); padding-bottom: .3rem; }
th, td { padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { text-align: right; position: sticky; top: 0; background: var(--paper); }
thead th:first-child, tbody th { text-align: left; font-weight: 500; }
td { text-align: right; white-space: nowrap; }
table:has(thead th:nth-child(2):empty) td { text-align: left; white-space: normal; }
.tick { font-size: 12px; fill: var(--quiet); }
.axis { font-size: 12px; fill: var(--ink); }
.small { font-size: 10.5px; fill: var(--ink); font-variant-numeric: tabular-nums; }
.worse { fill: var(--worse); }
.better { fill: var(--better); }
.grid { stroke: var(--rule); stroke-width: 1; }
.span { fill: var(--shade); }
.fair { stroke: var(--quiet); stroke-width: 1.5; stroke-dasharray: 6 4; }
${classes}
.line { fill: none; stroke-width: 2; }
.d1 { stroke-dasharray: 8 3; } .d2 { stroke-dasharray: 2 3; } .d3 { stroke-dasharray: 8 3 2 3; }
.reference { fill: none; stroke-width: 1.5; stroke-dasharray: 1 3; stroke-linecap: round; }
circle.reference { stroke-dasharray: none; }
.whisker { stroke-width: 2; }
.mark { stroke: var(--paper); stroke-width: 1; }
`;
