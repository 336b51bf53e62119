// `npm run figures`: the paper's figures and more from the production policy, as one HTML report with a verdict.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, Progress, readFacts, runProgram, untilSignal } from 'program';
import manifest from '../../package.json' with { type: 'json' };
import { progressText } from '../progress-text.ts';
import { checkLine } from './check-line.ts';
import { judgeChecks, readDeviations } from './deviations.ts';
import { writeDocs } from './figures-docs.ts';
import { figuresHtml } from './figures-html.ts';
import { figuresJson } from './figures-json.ts';
import {
  checkDocs,
  chosenFigures,
  defaultOut,
  type FiguresConfig,
  figuresSettings,
  sizeOf,
} from './figures-settings.ts';
import { checksOf, isOk, type Outcome, shownChecks, standingText } from './outcome.ts';
import { type FigureAnswer, runFigures } from './run-figures.ts';
import { RunStore } from './run-store.ts';
import { REPORT_SOURCES, RUN_SOURCES, type SourceId, sourceId } from './source-id.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

await runProgram(
  {
    name: 'figures',
    version: manifest.version,
    summary: "redraws the paper's figures, and more, from the production policy, and judges them",
    settings: figuresSettings,
    examples: [
      'npm run figures -- --quick',
      'npm run figures -- --only 6,9 --seeds 3',
      'npm run figures -- --table --docs docs/evidence',
      'npm run -s figures -- --only sinkhole --json',
    ],
  },
  main,
);

async function main(config: FiguresConfig): Promise<number> {
  const startMs = performance.now();
  checkDocs(config);
  const figures = chosenFigures(config);
  const size = sizeOf(config);
  const { threads } = config;
  const source = sourceId(ROOT, REPORT_SOURCES);
  const store = new RunStore(config.kept, sourceId(ROOT, RUN_SOURCES).key);
  if (source.dirty) process.stderr.write(`the sources are not those of a commit: ${source.key}\n`);
  const stop = new AbortController();
  void untilSignal().then(() => stop.abort());
  let line = '';
  let first = true;
  const progress = new Progress(process.stderr, () => line);
  let answers: readonly FigureAnswer[] | null;
  try {
    answers = await runFigures({
      figures,
      size,
      store,
      threads,
      signal: stop.signal,
      onProgress: each => {
        line = progressText(each, threads, performance.now() - startMs);
        if (first) progress.say(line);
        first = false;
      },
    });
  } finally {
    progress.close();
  }
  if (answers === null) {
    process.stderr.write('interrupted: the runs that ended are kept, the same command goes on from there\n');
    return EXIT.failed;
  }
  const out = config.out || defaultOut(config, source.key);
  return tell(outcomeOf(answers, config, source, performance.now() - startMs), config, out);
}

function outcomeOf(
  answers: readonly FigureAnswer[],
  config: FiguresConfig,
  source: SourceId,
  tookMs: number,
): Outcome {
  const size = sizeOf(config);
  const deviations = readDeviations(`${ROOT}docs/deviations.json`);
  const figures = answers.map(each => {
    const checks = each.figure.checks(each.answers).filter(({ quick }) => quick || !size.quick);
    return { ...each, checks: judgeChecks(checks, deviations) };
  });
  return {
    figures,
    size,
    facts: { ...readFacts(), commit: source.commit },
    dirty: source.dirty,
    date: new Date().toISOString(),
    threadMs: answers.reduce((sum, each) => sum + each.threadMs, 0),
    tookMs,
    threads: config.threads,
  };
}

function tell(outcome: Outcome, config: FiguresConfig, out: string): number {
  const json = JSON.stringify(figuresJson(outcome, out));
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, figuresHtml(outcome));
  writeFileSync(`${out.replace(/\.html$/, '')}.json`, `${json}\n`);
  if (config.docs !== '') writeDocs(outcome, config.docs);
  const text = [
    ...(outcome.size.quick ? ['quick: few levels, short runs'] : []),
    ...shownChecks(checksOf(outcome)).map(checkLine),
    standingText(checksOf(outcome)),
    `report: ${out}`,
  ].join('\n');
  process.stdout.write(`${config.json ? json : text}\n`);
  return isOk(outcome) ? EXIT.done : EXIT.failed;
}
