// Runs what the store does not have yet, over the cores, and puts the answers of each figure together.

import type { Progressed } from '../progress-text.ts';
import { runTasks } from '../workers/run-tasks.ts';
import { Answers } from './answers.ts';
import type { Figure, Point } from './figure.ts';
import { costOf } from './run-cost.ts';
import type { FigureTask } from './run-point.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Size } from './size.ts';

/** A run that is wanted. */
interface Wanted {
  readonly figure: Figure;
  readonly point: Point;
  readonly task: FigureTask;
  /** Seconds of one core, roughly. */
  readonly cost: number;
}

interface FiguresRun {
  readonly figures: readonly Figure[];
  readonly size: Size;
  readonly store: RunStore;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progressed) => void;
}

export interface FigureAnswer {
  readonly figure: Figure;
  readonly answers: Answers;
  readonly runs: number;
  readonly queries: number;
  /** What the runs took, of all threads together, ms. */
  readonly threadMs: number;
}

/** Every run of the figures, in their order. */
export function wantedRuns(figures: readonly Figure[], size: Size): Wanted[] {
  return figures.flatMap(figure =>
    figure.points(size).flatMap((point, at) =>
      Array.from({ length: size.seeds }, (_, i) => ({
        figure,
        point,
        task: { figure: figure.id, size, at, seed: i + 1 },
        cost: costOf(point.options),
      })),
    ),
  );
}

/** Everything that the rows of a run depend on but the sources. */
export function identityOf({ figure, point, task }: Wanted): object {
  return { figure: figure.id, series: point.series, x: point.x, seed: task.seed, options: point.options };
}

/** null when the signal came first. */
export async function runFigures(run: FiguresRun): Promise<readonly FigureAnswer[] | null> {
  const { figures, size, store, threads, signal } = run;
  const wanted = wantedRuns(figures, size);
  const missing = wanted.filter(each => store.get(identityOf(each)) === null);
  const allCost = missing.reduce((sum, { cost }) => sum + cost, 0);
  let doneCost = 0;
  let done = wanted.length - missing.length;
  const progress = () => run.onProgress({ done, all: wanted.length, doneCost, allCost });
  progress();
  const byTask = new Map(missing.map(each => [each.task, each]));
  const outcomes = await runTasks<FigureTask, StoredRun>({
    worker: new URL('./worker.ts', import.meta.url),
    // The longest first: none is left over at the end for one thread alone.
    tasks: missing.toSorted((one, other) => other.cost - one.cost).map(({ task }) => task),
    threads,
    signal,
    onDone: (outcome, task) => {
      const each = byTask.get(task);
      if (each === undefined) return;
      store.put(identityOf(each), outcome);
      done++;
      doneCost += each.cost;
      progress();
    },
  });
  if (outcomes === null) return null;
  return figures.map(figure =>
    answerOf(
      figure,
      wanted.filter(each => each.figure === figure),
      store,
    ),
  );
}

function answerOf(figure: Figure, wanted: readonly Wanted[], store: RunStore): FigureAnswer {
  const runs = wanted.flatMap(each => {
    const stored = store.get(identityOf(each));
    return stored === null ? [] : [{ series: each.point.series, ...stored }];
  });
  const queries = runs.reduce((sum, each) => sum + each.queries, 0);
  const threadMs = runs.reduce((sum, { tookMs }) => sum + tookMs, 0);
  return { figure, answers: new Answers(runs), runs: runs.length, queries, threadMs };
}
