// npm run test:lab: brings the compose file up for real, looks at everything that a person would look at, and takes it
// down again. Uses the Docker and COMPOSE_FILE of its environment; says so in one line where there is no Docker.

import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import { runProgram } from '../../packages/program/src/index.ts';
import { frozenIsTold, noneFired, promtoolAgrees, rulesLoaded } from './alerts.ts';
import { clientStartsTraces } from './client-traces.ts';
import { compose, composeOk, whyNoDocker } from './compose.ts';
import { absent, allRun, ownImages, stopCleanly, urlsPrinted } from './containers.ts';
import { expressions } from './dashboards.ts';
import { errors, frozen, joins, killed, otherPicks } from './faults.ts';
import { provisioned } from './grafana.ts';
import { traceOf } from './jaeger.ts';
import { jaegerPages } from './jaeger-pages.ts';
import { antagonist } from './k6.ts';
import { exemplarTraces, finiteSamples, sample, targetsUp } from './prometheus.ts';
import { Report } from './report.ts';
import { sampling } from './sampling.ts';
import { wholeTrace } from './trace.ts';
import { traceLinks } from './trace-links.ts';
import { until } from './until.ts';

const UP_MS = 60_000;
const BUILD_MS = 900_000;
const SCRAPED_MS = 20_000;

const report = new Report();
const say = (text: string) => report.say(text);

async function main(): Promise<number> {
  const why = await whyNoDocker();
  if (why !== null) {
    console.log(`test:lab was not run: ${why}`);
    return 0;
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  await down();
  try {
    if (await start()) await look();
    if (report.failed > 0) await collect();
  } finally {
    await down();
  }
  console.log(report.summary());
  return report.failed === 0 ? 0 : 1;
}

/** Builds and pulls first, so that the time of `up` is that of a machine with the images present. */
async function start(): Promise<boolean> {
  const built = await report.check('images are built or pulled', async () => {
    await composeOk(['create', '--build', '--quiet-pull'], { limitMs: BUILD_MS });
  });
  if (!built) return false;
  return report.check(`docker compose up --wait in under ${UP_MS / 1000} s`, async () => {
    await composeOk(['up', '--wait', '--detach'], { limitMs: UP_MS });
  });
}

async function look(): Promise<void> {
  const startS = Date.now() / 1000;
  let missing: readonly string[] = [];
  await report.check('the compose file has the services of the lab', async () => {
    missing = await absent();
    if (missing.length > 0) say(`    not in this run: ${missing}`);
  });
  await report.check('every container runs, and is healthy', () => allRun(missing));
  await report.check('own images: no root, read-only, no development dependencies', ownImages);
  await report.check('the balancer prints where to look', urlsPrinted);
  await report.check('every Prometheus target is up', () => until(SCRAPED_MS, targetsUp, say));
  await report.check(
    'promtool finds alerts and recording rules right, and they pass their tests',
    promtoolAgrees,
  );
  await report.check('Prometheus evaluates every rule', () => until(SCRAPED_MS, rulesLoaded, say));
  await report.check('the load arrives, about 40 calls a second', loadArrives);
  await report.check('a whole trace, by the id of a reply, with the probe that its pick used', () =>
    wholeTrace(say),
  );
  await report.check("Jaeger's search, service graph and Monitor tab show the calls", () => jaegerPages(say));
  await report.check('exemplars of calls, picks and probes lead to traces', () =>
    exemplarsLeadToTraces(startS),
  );
  await report.check('k6 runs the antagonist, and its checks hold', () => antagonist(say));
  await report.check('no alert has fired, a slow replica or not', () => noneFired(startS, say));
  await report.check('errors are counted', () => errors(say));
  await report.check('a frozen replica is set aside, and comes back', () => frozen(say));
  await report.check('a replica that dies is left, and comes back', () => killed(say));
  await report.check('a frozen replica fires its alert, until it answers again', () => frozenIsTold(say));
  await report.check('a replica that joins gets its part', () => joins(say));
  await report.check('picks are random without fresh reports, in turn with round robin', () =>
    otherPicks(say),
  );
  await report.check("the dashboards' links to traces find some", () => traceLinks(say));
  await report.check('k6 starts traces where it is told to', () => clientStartsTraces(say));
  await report.check('every expression of every dashboard has a finite sample', () => dashboardsMove(startS));
  if (missing.includes('grafana'))
    say('    grafana is not in this run: what it provisions was not looked at');
  else
    await report.check('Grafana opens without login, provisioned', () => until(SCRAPED_MS, provisioned, say));
  await report.check(
    'with compose.sampling.yml, errors, slow calls and fallbacks are kept, a tenth of the rest',
    () => sampling(say),
  );
  await report.check('a stop ends balancer and backends by themselves', stopCleanly);
}

async function loadArrives(): Promise<void> {
  await until(
    SCRAPED_MS,
    async () => {
      const rate = await sample('sum(rate(prequal_queries_total{code="OK"}[8s]))');
      assert.ok(rate > 30 && rate < 50, `${rate} calls a second`);
    },
    say,
  );
}

async function exemplarsLeadToTraces(startS: number): Promise<void> {
  for (const what of ['query', 'pick', 'probe'])
    await until(
      SCRAPED_MS,
      async () => {
        const [newest] = await exemplarTraces(`prequal_${what}_duration_seconds_bucket`, startS);
        assert.ok(newest !== undefined, `no exemplar of a ${what}`);
        assert.ok((await traceOf(newest)).length > 0);
      },
      say,
    );
}

async function dashboardsMove(startS: number): Promise<void> {
  const all = expressions();
  const still: string[] = [];
  for (const { where, expr } of all)
    if ((await finiteSamples(expr, startS)) === 0) still.push(`${where}: ${expr}`);
  assert.deepEqual(still, [], 'without a sample');
  say(`    ${all.length} expressions`);
}

/** What a person needs who reads of a failure later. */
async function collect(): Promise<void> {
  for (const args of [
    ['ps', '--all'],
    ['logs', '--no-color', '--tail', '150'],
  ])
    console.log((await compose(args, { limitMs: 60_000 })).output);
}

async function down(): Promise<void> {
  await compose(['--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '15'], {
    limitMs: 120_000,
  });
}

function interrupted(): void {
  say('interrupted: taking the lab down');
  void down().then(() => process.exit(1));
}

await runProgram(
  {
    name: 'test:lab',
    version: manifest.version,
    summary:
      'brings the compose file up for real, tests it and takes it down; needs Docker, and says so where there is none',
    settings: {},
  },
  main,
);
