// From values to places on a plot, and the round numbers that stand along its axes.

export interface Scale {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** Linear from 0 to at least `most`, over [from, to] of the plot; a tick at every round number. */
export function linearScale(most: number, from: number, to: number, wanted = 5): Scale {
  const step = roundStep(Math.max(most, 1e-9) / wanted);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  const end = count * step;
  return {
    ticks: Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12))),
    at: value => from + (Math.min(value, end) / end) * (to - from),
  };
}

/** Logarithmic over [least, most], which are above 0; ticks at 1, 2 and 5 of each decade. */
export function logScale(least: number, most: number, from: number, to: number): Scale {
  const candidates = Array.from({ length: 16 }, (_, at) => at - 6).flatMap(power =>
    [1, 2, 5].map(digit => digit * 10 ** power),
  );
  const low = candidates.findLast(each => each <= least) ?? least;
  const high = candidates.find(each => each >= most) ?? most;
  const span = Math.log(high / low) || 1;
  return {
    ticks: candidates.filter(each => each >= low && each <= high),
    at: value => from + (Math.log(Math.max(low, value) / low) / span) * (to - from),
  };
}

/** 1, 2 or 5 times a power of ten, the smallest that is not below `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5, 10].find(digit => digit * power >= step * (1 - 1e-9)) ?? 10);
}
