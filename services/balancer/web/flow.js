// The picture of the whole: probes bring reports into the pool, a call picks from it. It draws what it is told.

import { byId } from './dom.js';
import { drawPick, drawReplica, drawSlot, drawTitles } from './flow-cards.js';
import { layoutFlow, MAX_CARDS } from './flow-layout.js';
import { counted } from './format.js';
import { Drawing } from './svg.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */
/** @typedef {State['pool'][number]} Entry */
/** @typedef {import('./flow-layout.js').Box} Box */

const FRESH_MS = 350;
/** The rules that pick from what they compare. */
const COMPARING = ['cold', 'hot', 'baseline'];

export class Flow {
  #svg = byId('flow', SVGSVGElement);
  #note = byId('flow-note', HTMLElement);
  #drawing = new Drawing(this.#svg, ['back', 'lines', 'cards']);
  /** Which slot each replica's report is drawn in: it stays there. @type {Map<string, number>} */
  #slotOf = new Map();
  #width = 0;
  /** @type {State | null} */
  #last = null;

  constructor() {
    new ResizeObserver(([entry]) => {
      this.#width = entry?.contentRect.width ?? 0;
      if (this.#last !== null) this.draw(this.#last);
    }).observe(this.#svg);
  }

  /** @param {State} state */
  draw(state) {
    this.#last = state;
    if (this.#width < 100) return;
    const capacity = state.poolCapacity ?? 0;
    const pool = poolToDraw(state);
    const slots = this.#place(state, pool, Math.min(capacity, MAX_CARDS));
    const replicas = this.#replicasToDraw(state, slots);
    const layout = layoutFlow(this.#width, replicas.length, Math.max(slots.length, 1));
    const drawing = this.#drawing;
    drawing.begin(layout.width, layout.height);
    drawTitles(drawing, layout, state);
    const boxOf = new Map(replicas.map((row, index) => [row.replica, layout.replicas[index]]));
    for (const row of replicas) drawReplica(drawing, row, boxOf.get(row.replica), state);
    const picked = state.decisions[0];
    slots.forEach((entry, index) => {
      const box = layout.slots[index];
      if (box === undefined) return;
      drawSlot(drawing, index, entry, box, state);
      const from = entry === null ? undefined : boxOf.get(entry.replica);
      if (entry !== null && from !== undefined) this.#line(`probe-${index}`, from, box, layout.wide, entry);
    });
    const usesPool = picked !== undefined && pool === state.candidates && COMPARING.includes(picked.rule);
    const slot = usesPool ? this.#slotOf.get(picked.replica) : undefined;
    const from = (slot === undefined ? undefined : layout.slots[slot]) ?? layout.pool;
    if (picked !== undefined && capacity > 0) {
      drawing.put('lines', 'path', 'picked', {
        d: curve(from, layout.pick, layout.wide),
        class: `line picked ${picked.rule}`,
      });
    }
    drawPick(drawing, layout, state);
    drawing.end();
    this.#describe(state, pool.length, replicas.length, slots.length);
  }

  /**
   * Each report keeps its slot, that beside its replica where it can be.
   * @param {State} state @param {readonly Entry[]} pool @param {number} count
   */
  #place(state, pool, count) {
    const held = new Set(pool.map(({ replica }) => replica));
    for (const [replica, slot] of this.#slotOf)
      if (!held.has(replica) || slot >= count) this.#slotOf.delete(replica);
    const taken = new Set(this.#slotOf.values());
    const own = new Map(state.replicas.slice(0, MAX_CARDS).map(({ replica }, index) => [replica, index]));
    for (const { replica } of pool) {
      if (this.#slotOf.has(replica)) continue;
      const wish = own.get(replica) ?? 0;
      const free = taken.has(wish) || wish >= count ? freeSlot(taken, count) : wish;
      if (free === null) continue;
      taken.add(free);
      this.#slotOf.set(replica, free);
    }
    /** @type {(Entry | null)[]} */
    const slots = new Array(count).fill(null);
    for (const entry of pool) {
      const slot = this.#slotOf.get(entry.replica);
      if (slot !== undefined) slots[slot] = entry;
    }
    return slots;
  }

  /** All, or where they are too many one beside each slot: the one whose report it holds. @param {State} state @param {(Entry | null)[]} slots */
  #replicasToDraw(state, slots) {
    if (state.replicas.length <= MAX_CARDS) return state.replicas;
    const byName = new Map(state.replicas.map(row => [row.replica, row]));
    const others = state.replicas.filter(({ replica }) => !this.#slotOf.has(replica)).values();
    const beside = slots.flatMap(entry => byName.get(entry?.replica ?? '') ?? others.next().value ?? []);
    return beside.length > 0 ? beside : state.replicas.slice(0, MAX_CARDS);
  }

  /** @param {string} key @param {Box} from @param {Box} to @param {boolean} wide @param {Entry} entry */
  #line(key, from, to, wide, entry) {
    const fresh = entry.ageMs < FRESH_MS ? ' fresh' : '';
    this.#drawing.put('lines', 'path', key, {
      d: curve(from, to, wide),
      class: `line ${entry.hot ? 'hot' : 'cold'}${fresh}`,
    });
  }

  /** @param {State} state @param {number} reports @param {number} replicas @param {number} slots */
  #describe(state, reports, replicas, slots) {
    const left = [
      state.replicas.length > replicas &&
        `${replicas} of ${state.replicas.length} replicas are drawn, those with a report in the pool first; all are in the table`,
      (state.poolCapacity ?? 0) > slots && slots > 0 && `${slots} of ${state.poolCapacity} slots are drawn`,
    ].filter(text => text !== false);
    this.#note.textContent = left.join('. ');
    this.#note.hidden = left.length === 0;
    const picked = state.decisions[0];
    const label = `${counted(state.replicas.length, 'replica')}, ${reports} reports in a pool of ${state.poolCapacity ?? 0}, ${
      picked === undefined ? 'no pick yet' : `last pick ${picked.replica} by rule ${picked.rule}`
    }`;
    if (this.#svg.getAttribute('aria-label') !== label) this.#svg.setAttribute('aria-label', label);
  }
}

/**
 * The pool as the last pick saw it, so that the picture and the rule agree; as it is now where that pick compared none of
 * it, or longer ago than reports are kept.
 * @param {State} state @returns {readonly Entry[]}
 */
function poolToDraw({ candidates, decisions, pool, poolCapacity, options, atMs }) {
  const pickedAtMs = decisions[0]?.atMs ?? Number.NEGATIVE_INFINITY;
  const recent = atMs - pickedAtMs <= options.probeMaxAgeMs;
  return recent && poolCapacity !== null && candidates.length > 0 ? candidates : pool;
}

/** @param {Set<number>} taken @param {number} count @returns {number | null} */
function freeSlot(taken, count) {
  for (let slot = 0; slot < count; slot++) if (!taken.has(slot)) return slot;
  return null;
}

/** @param {Box} from @param {Box} to @param {boolean} wide */
function curve(from, to, wide) {
  const round = Math.round;
  if (wide) {
    const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
    const [x2, y2] = [to.x, to.y + to.height / 2];
    const middle = round((x1 + x2) / 2);
    return `M${round(x1)} ${round(y1)}C${middle} ${round(y1)} ${middle} ${round(y2)} ${round(x2)} ${round(y2)}`;
  }
  const [x1, y1] = [from.x + from.width / 2, from.y + from.height];
  const [x2, y2] = [to.x + to.width / 2, to.y];
  const middle = round((y1 + y2) / 2);
  return `M${round(x1)} ${round(y1)}C${round(x1)} ${middle} ${round(x2)} ${middle} ${round(x2)} ${round(y2)}`;
}
