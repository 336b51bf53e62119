// The cards of the flow: a replica, a slot of the pool, the pick with its rule.

import { counted, duration, number, percent, shorten, wrap } from './format.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */
/** @typedef {import('./flow-layout.js').Box} Box */
/** @typedef {import('./flow-layout.js').Layout} Layout */
/** @typedef {import('./svg.js').Drawing} Drawing */

const MONO = 6.7;
const SANS = 6.1;
const TEXT = 12;

/** @param {number} width @param {number} perCharacter */
function fits(width, perCharacter) {
  return Math.max(4, Math.floor(width / perCharacter));
}

const ASKED = {
  with_queries: 'A few replicas are asked: how busy are you?',
  all: 'All replicas are asked, by the clock.',
  never: 'This policy asks nobody.',
};

/** @param {Drawing} drawing @param {Layout} layout @param {State} state */
export function drawTitles(drawing, layout, state) {
  const pooled = state.poolCapacity !== null;
  const titles = [
    ['1  Probe', ASKED[state.asks]],
    [
      '2  Pool',
      pooled
        ? `Their answers are kept, for ${state.options.probeMaxAgeMs / 1000} s at most.`
        : 'This policy has no pool.',
    ],
    [
      '3  Pick',
      pooled ? 'Each call goes to the best answer at hand.' : 'Each call goes where the rule says.',
    ],
  ];
  titles.forEach(([head = '', line = ''], index) => {
    const box = layout.titles[index];
    if (box === undefined) return;
    const at = { x: box.x, y: box.y + 14 };
    drawing.put('cards', 'text', `title-${index}`, { ...at, class: 'title' }, head);
    const text = shorten(line, fits(box.width, 5.6));
    drawing.put('cards', 'text', `line-${index}`, { ...at, y: at.y + 18, class: 'muted subtitle' }, text);
  });
  const { x, y, width, height } = layout.pool;
  drawing.put('back', 'rect', 'pool', { x, y, width, height, rx: 12, class: 'pool' });
}

/**
 * @param {Drawing} drawing @param {State['replicas'][number]} row @param {Box | undefined} box @param {State} state
 */
export function drawReplica(drawing, row, box, state) {
  if (box === undefined) return;
  const { x, y, width, height } = box;
  const key = `replica-${row.replica}`;
  const picked = state.decisions[0]?.replica === row.replica ? ' picked' : '';
  drawing.put('cards', 'rect', key, { x, y, width, height, rx: 8, class: `card ${row.state}${picked}` });
  drawing.put('cards', 'circle', `${key}-dot`, { cx: x + 13, cy: y + 16, r: 4, class: `dot ${row.state}` });
  const name = shorten(row.replica, fits(width - 82, MONO));
  drawing.put('cards', 'text', `${key}-name`, { x: x + 24, y: y + 20, class: 'mono' }, name);
  const rif = row.rif === null ? 'RIF –' : `RIF ${row.rif}`;
  drawing.put('cards', 'text', `${key}-rif`, { x: x + width - 10, y: y + 20, class: 'strong end' }, rif);
  const fault = state.faults[row.replica];
  const { text, tone } = belowName(row, fault, width);
  drawing.put('cards', 'text', `${key}-text`, { x: x + 24, y: y + 36, class: tone }, text);
  const share = percent(row.share);
  drawing.put('cards', 'text', `${key}-share`, { x: x + width - 10, y: y + 36, class: 'muted end' }, share);
  const filled = Math.max(0, (width - 16) * (row.share ?? 0));
  drawing.put('cards', 'rect', `${key}-bar`, {
    ...{ x: x + 8, y: y + height - 4, width: filled, height: 2, rx: 1 },
    class: 'bar',
  });
}

/**
 * What is wrong, else the estimate; what does not fit is left out, the cause first.
 * @param {State['replicas'][number]} row @param {State['faults'][string] | undefined} fault @param {number} width
 */
function belowName(row, fault, width) {
  const wrong = [penaltyText(row), fault === undefined ? '' : faultText(fault)].filter(text => text !== '');
  const up = row.state === 'available';
  const word = row.state.replace('_', ' ');
  const told = up
    ? [[estimateText(row, width), ...wrong], wrong]
    : [[stateWords(row), ...wrong], [word, ...wrong], [word]];
  const texts = told.map(words => words.join(' · ')).filter(text => text !== '');
  const room = fits(width - 80, SANS);
  const text = shorten(texts.find(each => each.length <= room) ?? texts.at(-1) ?? '', room);
  return { text, tone: up && wrong.length === 0 ? 'muted' : 'warn' };
}

/** @param {State['replicas'][number]} row @param {number} width */
function estimateText(row, width) {
  const narrow = width < 170;
  if (row.latencyMs === null) return narrow ? 'unknown' : 'latency unknown';
  return narrow ? duration(row.latencyMs) : `about ${duration(row.latencyMs)}`;
}

/** What error aversion adds to a RIF. @param {{ readonly penalty: number }} ranked */
export function penaltyText({ penalty }) {
  return penalty === 0 ? '' : `+${penalty} for failures`;
}

/** The state in words, with its cause where it takes no calls. @param {State['replicas'][number]} row */
export function stateWords({ state, cause }) {
  const words = state.replace('_', ' ');
  return state === 'available' || cause === null ? words : `${words}: ${cause}`;
}

/** @param {State['faults'][string]} fault */
export function faultText({ slowFactor, errorFraction, frozen, stopped, capacityCores, coresAtStart }) {
  return [
    slowFactor !== 1 && `slow ×${slowFactor}`,
    errorFraction > 0 && `fails ${percent(errorFraction)}`,
    frozen && 'frozen',
    stopped && 'stopped',
    capacityCores !== coresAtStart && `${counted(capacityCores, 'core')} of ${coresAtStart}`,
  ]
    .filter(text => text !== false)
    .join(', ');
}

/**
 * @param {Drawing} drawing @param {number} index @param {State['pool'][number] | null} entry
 * @param {Box} box @param {State} state
 */
export function drawSlot(drawing, index, entry, { x, y, width, height }, state) {
  const key = `slot-${index}`;
  const kind = entry === null ? 'empty' : entry.hot ? 'hot' : 'cold';
  drawing.put('cards', 'rect', key, { x, y, width, height, rx: 8, class: `card slot ${kind}` });
  if (entry === null) {
    drawing.put('cards', 'text', `${key}-empty`, { x: x + 14, y: y + 27, class: 'muted' }, 'empty slot');
    return;
  }
  drawing.put('cards', 'rect', `${key}-stripe`, {
    ...{ x, y: y + 8, width: 3, height: height - 16, rx: 1.5 },
    class: `stripe ${kind}`,
  });
  const { reportedRif, penalty } = entry;
  const sent = entry.rif - reportedRif - penalty;
  const rif = sent > 0 ? `RIF ${reportedRif}+${sent}` : `RIF ${reportedRif}`;
  const name = shorten(entry.replica, fits(width - 32 - rif.length * 7, MONO));
  drawing.put('cards', 'text', `${key}-name`, { x: x + 12, y: y + 20, class: 'mono' }, name);
  drawing.put('cards', 'text', `${key}-rif`, { x: x + width - 10, y: y + 20, class: 'strong end' }, rif);
  const judged = entry.score === null ? kind : `score ${number(entry.score)}`;
  drawing.put('cards', 'text', `${key}-kind`, { x: x + width - 10, y: y + 36, class: `${kind} end` }, judged);
  const latency = entry.latencyMs === null ? 'unknown' : duration(entry.latencyMs);
  const blamed = penaltyText(entry);
  const told = blamed === '' ? latency : `${blamed} · ${latency}`;
  const long = `${told} · ${number(entry.ageMs)} ms old · ${counted(entry.usesLeft, 'use')} left`;
  const middle = `${told} · ${entry.usesLeft} left`;
  const room = fits(width - 30 - judged.length * 7, SANS);
  const short = blamed === '' ? latency : blamed;
  const text = [long, middle, told].find(each => each.length <= room) ?? short;
  const tone = blamed === '' ? 'muted' : 'warn';
  drawing.put('cards', 'text', `${key}-text`, { x: x + 12, y: y + 36, class: tone }, text);
  const left = Math.max(0, 1 - entry.ageMs / state.options.probeMaxAgeMs);
  drawing.put('cards', 'rect', `${key}-age`, {
    ...{ x: x + 8, y: y + height - 4, width: (width - 16) * left, height: 2, rx: 1 },
    class: `age ${kind}`,
  });
}

/** @type {readonly { rules: readonly string[], head: string, line: string }[]} */
const RULES = [
  { rules: ['cold'], head: 'Some are cold', line: 'of those, the least latency' },
  { rules: ['hot'], head: 'All are hot', line: 'the fewest requests in flight' },
  { rules: ['fallback', 'only', 'panic', 'baseline'], head: 'Too few answers', line: 'one at random' },
];

/** @param {Drawing} drawing @param {Layout} layout @param {State} state */
export function drawPick(drawing, { pick, rules }, state) {
  const { x, y, width, height } = pick;
  const last = state.decisions[0];
  drawing.put('cards', 'rect', 'pick', { x, y, width, height, rx: 12, class: `pick ${last?.rule ?? ''}` });
  const room = fits(width - 28, MONO + 1);
  const name = last === undefined ? 'no call yet' : shorten(last.replica, room);
  drawing.put('cards', 'text', 'pick-name', { x: x + 14, y: y + 28, class: 'mono big' }, name);
  const most = Math.floor((height - 46) / (TEXT + 4));
  const reason = last === undefined ? 'Send calls to see why.' : last.reason.replace(`${last.replica}: `, '');
  const lines = wrap(reason, fits(width - 26, SANS), most);
  for (let index = 0; index < most; index++) {
    const at = { x: x + 14, y: y + 50 + index * (TEXT + 4), class: index === 0 ? 'reason' : 'muted' };
    drawing.put('cards', 'text', `reason-${index}`, at, lines[index] ?? '');
  }
  RULES.forEach(({ rules: names, head, line }, index) => {
    const box = rules[index];
    if (box === undefined) return;
    const used = last !== undefined && names.includes(last.rule);
    const baseline = index === 2 && state.options.policy !== 'prequal';
    const count = Object.entries(state.rules).reduce(
      (sum, [rule, picks]) => sum + (names.includes(rule) ? picks : 0),
      0,
    );
    const on = used ? ` used ${last.rule}` : '';
    drawing.put('cards', 'rect', `rule-${index}`, { ...box, rx: 8, class: `rule${on}` });
    const at = { x: box.x + 12, y: box.y + 21 };
    const words = baseline ? `Policy ${state.options.policy}` : head;
    drawing.put('cards', 'text', `rule-${index}-head`, { ...at, class: `rule-text${on}` }, words);
    const below = { ...at, y: at.y + 17, class: 'muted' };
    const text = shorten(baseline ? otherRule(state) : line, fits(box.width - 24, SANS));
    drawing.put('cards', 'text', `rule-${index}-line`, below, text);
    const end = { ...at, x: box.x + box.width - 12, class: `muted end${on}` };
    drawing.put('cards', 'text', `rule-${index}-count`, end, count.toLocaleString('en'));
  });
}

/** @param {State} state */
function otherRule({ poolCapacity }) {
  return poolCapacity === null ? 'decides without a pool' : 'the least score of the pool';
}
