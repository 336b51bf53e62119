// Spreads tasks over the cores by worker threads. It does not know what they are.

import { Worker } from 'node:worker_threads';

/** Simulations make much garbage and keep little: a large young generation saves copying it. */
const YOUNG_MB = 64;

export interface TaskRun<Task, Outcome> {
  /** The file that calls `serveTasks`. */
  readonly worker: URL;
  /** Plain data; begun in this order. */
  readonly tasks: readonly Task[];
  readonly threads: number;
  /** Called as each ends, in any order. */
  readonly onDone?: (outcome: Outcome, task: Task) => void;
  /** Ends all threads, and what they are at. */
  readonly signal?: AbortSignal;
}

/** The outcomes in the order of the tasks; null where the signal came before the last ended. Rejects with the first task's error. */
export async function runTasks<Task, Outcome>(run: TaskRun<Task, Outcome>): Promise<Outcome[] | null> {
  const { tasks, signal } = run;
  const outcomes: Outcome[] = [];
  let next = 0;
  let done = 0;
  const threads = Array.from({ length: Math.min(run.threads, tasks.length) }, () => {
    const worker = new Worker(run.worker, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    return { worker, served: serve(worker) };
  });

  function serve(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      let at = next++;
      const go = () => {
        const task = tasks[at];
        if (task === undefined || signal?.aborted) resolve();
        else worker.postMessage(task);
      };
      worker.on('message', (outcome: Outcome) => {
        outcomes[at] = outcome;
        done++;
        run.onDone?.(outcome, tasks[at] as Task);
        at = next++;
        go();
      });
      worker.on('error', reject);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      go();
    });
  }

  try {
    await Promise.all(threads.map(({ served }) => served));
    return done < tasks.length ? null : outcomes;
  } finally {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
}
