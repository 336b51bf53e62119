// Where everything of the flow stands: replicas, pool, pick side by side, or below each other where it is narrow.

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/**
 * @typedef {{
 *   wide: boolean, width: number, height: number,
 *   replicas: Box[], slots: Box[], pool: Box, pick: Box, rules: Box[], titles: [Box, Box, Box],
 * }} Layout
 */

const WIDE = 720;
const CARD = 48;
const GAP = 8;
const TITLE = 44;
const RULES = 3;
const RULE = 50;
const PICK = 128;
const PAD = 10;

/** How many replicas and slots are drawn at most. */
export const MAX_CARDS = 16;

/** @param {number} width @param {number} replicas @param {number} slots @returns {Layout} */
export function layoutFlow(width, replicas, slots) {
  return width >= WIDE ? sideBySide(width, replicas, slots) : stacked(width, replicas, slots);
}

/** @param {number} width @param {number} replicas @param {number} slots @returns {Layout} */
function sideBySide(width, replicas, slots) {
  const columns = slots > 8 ? 2 : 1;
  const lines = width * 0.07;
  const pickWidth = width * 0.27;
  const left = (width - 2 * lines - pickWidth) * (columns === 2 ? 0.45 : 0.44);
  const poolWidth = width - 2 * lines - pickWidth - left;
  const poolX = left + lines;
  const pickX = width - pickWidth;
  const most = Math.max(replicas > 8 ? Math.ceil(replicas / 2) : replicas, Math.ceil(slots / columns), 6);
  const bottom = TITLE + PAD + most * (CARD + GAP) - GAP + PAD;
  const below = 22 + RULES * (RULE + GAP) - GAP;
  const height = Math.max(bottom, TITLE + PICK + below);
  const inside = height - TITLE - 2 * PAD;
  const place = gridIn(TITLE + PAD, inside);
  const pick = { x: pickX, y: TITLE, width: pickWidth, height: height - TITLE - below };
  return {
    wide: true,
    width,
    height,
    replicas: place({ x: 0, width: left, columns: replicas > 8 ? 2 : 1, count: replicas }),
    slots: place({ x: poolX + PAD, width: poolWidth - 2 * PAD, columns, count: slots }),
    pool: { x: poolX, y: TITLE, width: poolWidth, height: height - TITLE },
    pick,
    rules: rulesBelow(pick),
    titles: [title(0, left, 0), title(poolX, poolWidth, 0), title(pickX, pickWidth, 0)],
  };
}

/** @param {number} width @param {number} replicas @param {number} slots @returns {Layout} */
function stacked(width, replicas, slots) {
  const replicaColumns = width >= 520 ? 3 : 2;
  const slotColumns = width >= 520 ? 3 : 2;
  const rows = (/** @type {number} */ count, /** @type {number} */ columns) =>
    Math.max(1, Math.ceil(count / columns)) * (CARD + GAP) - GAP;
  const replicaHeight = rows(replicas, replicaColumns);
  const between = 40;
  const poolTitle = TITLE + replicaHeight + between;
  const poolY = poolTitle + TITLE;
  const poolHeight = rows(slots, slotColumns) + 2 * PAD;
  const pickTitle = poolY + poolHeight + between;
  const pick = { x: 0, y: pickTitle + TITLE, width, height: PICK };
  const cards = (/** @type {number} */ y, /** @type {Grid} */ grid) => gridIn(y, 0)(grid);
  return {
    wide: false,
    width,
    height: pick.y + PICK + 22 + RULES * (RULE + GAP),
    replicas: cards(TITLE, { x: 0, width, columns: replicaColumns, count: replicas }),
    slots: cards(poolY + PAD, { x: PAD, width: width - 2 * PAD, columns: slotColumns, count: slots }),
    pool: { x: 0, y: poolY, width, height: poolHeight },
    pick,
    rules: rulesBelow(pick),
    titles: [title(0, width, 0), title(0, width, poolTitle), title(0, width, pickTitle)],
  };
}

/** @typedef {{ x: number, width: number, columns: number, count: number }} Grid */

/** Cards in rows, spread over `height` where they are fewer than fit. @param {number} y @param {number} height */
function gridIn(y, height) {
  return (/** @type {Grid} */ { x, width, columns, count }) => {
    const rows = Math.max(1, Math.ceil(count / columns));
    const needed = rows * (CARD + GAP) - GAP;
    const spare = Math.max(0, height - needed);
    const gap = GAP + (rows > 1 ? Math.min(spare / (rows - 1), 26) : 0);
    const top = y + Math.max(0, height - (rows * (CARD + gap) - gap)) / 2;
    const cardWidth = (width - (columns - 1) * GAP) / columns;
    return Array.from({ length: count }, (_, index) => ({
      x: x + (index % columns) * (cardWidth + GAP),
      y: (height > 0 ? top : y) + Math.floor(index / columns) * (CARD + gap),
      width: cardWidth,
      height: CARD,
    }));
  };
}

/** @param {Box} pick @returns {Box[]} */
function rulesBelow({ x, y, width, height }) {
  return Array.from({ length: RULES }, (_, index) => ({
    x,
    y: y + height + 22 + index * (RULE + GAP),
    width,
    height: RULE,
  }));
}

/** @param {number} x @param {number} width @param {number} y @returns {Box} */
function title(x, width, y) {
  return { x, y, width, height: TITLE };
}
