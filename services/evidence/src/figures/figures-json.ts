// The report for machines: one object, with every plotted number.

import { checksOf, isOk, type JudgedFigure, type Outcome } from './outcome.ts';
import { paperValue } from './paper-data.ts';

export function figuresJson(outcome: Outcome, out: string): object {
  const { figures, size, facts, dirty, date, threadMs, tookMs } = outcome;
  return {
    schema: 1,
    ok: isOk(outcome),
    checks: checksOf(outcome),
    // Quantiles of all figures together would mean nothing: they stand with each figure.
    policies: {},
    figures: figures.map(figureJson),
    quick: size.quick,
    seeds: Array.from({ length: size.seeds }, (_, i) => i + 1),
    commit: facts.commit,
    dirty,
    date,
    machine: facts,
    threadSeconds: threadMs / 1000,
    seconds: tookMs / 1000,
    out,
  };
}

function figureJson({ figure, answers, runs, queries }: JudgedFigure): object {
  return {
    id: figure.id,
    title: figure.title,
    question: figure.question,
    setting: figure.setting,
    xTitle: figure.xTitle,
    runs,
    queries,
    values: figure.plotted.flatMap(measure =>
      answers.series.flatMap(series =>
        answers.places.map(x => {
          const interval = answers.interval(series, x, measure);
          return {
            measure,
            series,
            x,
            median: interval?.mid ?? null,
            min: interval?.min ?? null,
            max: interval?.max ?? null,
            paper: paperValue(figure.paper, series, x, measure),
          };
        }),
      ),
    ),
  };
}
