// Numbers as people read them. What is unknown is a dash.

const UNKNOWN = '–';

/** @param {number | null | undefined} ms */
export function duration(ms) {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms >= 10_000) return `${Math.round(ms / 1000)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms === 0) return '0 ms';
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/**
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function number(value, digits = 0) {
  return value === null || value === undefined ? UNKNOWN : value.toFixed(digits);
}

/** A rate: one digit below ten. @param {number | null | undefined} value */
export function rate(value) {
  return number(value, value !== null && value !== undefined && value < 10 ? 1 : 0);
}

/** Also in the marks, whose words the balancer writes: what is not 0 never reads 0. @param {number | null | undefined} fraction */
export function percent(fraction) {
  if (fraction === null || fraction === undefined) return UNKNOWN;
  const percents = fraction * 100;
  if (percents > 0 && percents < 0.1) return `${percents.toPrecision(1)} %`;
  return `${percents.toFixed(percents > 0 && percents < 9.95 ? 1 : 0)} %`;
}

/** @param {number} count @param {string} word */
export function counted(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** The time of day with tenths. @param {number} timeMs */
export function clock(timeMs) {
  const date = new Date(timeMs);
  const two = (/** @type {number} */ part) => String(part).padStart(2, '0');
  const tenths = Math.floor(date.getMilliseconds() / 100);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${tenths}`;
}

/** Cut in the middle: mostly the end of an address tells replicas apart. @param {string} text @param {number} most */
export function shorten(text, most) {
  if (text.length <= most) return text;
  const head = Math.max(1, Math.min(Math.floor((most - 1) / 2), most - 8));
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

/** Lines of at most `most` characters; the last one ends in an ellipsis where more would follow.
 * @param {string} text @param {number} most @param {number} lines */
export function wrap(text, most, lines) {
  /** @type {string[]} */
  const wrapped = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      wrapped.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  wrapped.push(line);
  if (wrapped.length <= lines) return wrapped;
  const kept = wrapped.slice(0, lines);
  kept[lines - 1] = `${kept[lines - 1]} …`;
  return kept;
}
