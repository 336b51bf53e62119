// Where settings come from, and what a wrong one says: one line with field, value and range.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  duration,
  flagOf,
  integer,
  number,
  readSettings,
  seed,
  startTelemetry,
  text,
  toggle,
  variableOf,
} from '../src/index.ts';

const settings = {
  qRif: number(0.84, 0, 1, ''),
  drainMs: integer(8000, 0, 100_000, ''),
  name: text('none', ''),
  length: duration(0, ''),
  seed: seed(),
  json: toggle(''),
};

const read = (args: string[], env: Record<string, string> = {}) => readSettings(settings, args, env);

test('an option is a variable in capitals and a flag in kebab case', () => {
  assert.deepEqual(
    [variableOf('probeMaxPerSecond'), flagOf('probeMaxPerSecond')],
    ['PROBE_MAX_PER_SECOND', 'probe-max-per-second'],
  );
  assert.equal(variableOf('rProbe'), 'R_PROBE');
});

test('flag over environment over default; an empty variable is unset', () => {
  assert.equal(read([]).qRif, 0.84);
  assert.equal(read([], { Q_RIF: '' }).qRif, 0.84);
  assert.equal(read([], { Q_RIF: '0.5' }).qRif, 0.5);
  assert.equal(read(['--q-rif', '0.7'], { Q_RIF: '0.5' }).qRif, 0.7);
  assert.equal(read(['--q-rif=0.7', '--json']).json, true);
});

test('durations take a unit, or are seconds', () => {
  const length = (value: string) => read(['--length', value]).length;
  assert.deepEqual(['15s', '2m', '500ms', '7', '0'].map(length), [15_000, 120_000, 500, 7000, 0]);
});

const wrong: [string[], Record<string, string>, string][] = [
  [[], { Q_RIF: '1.5' }, 'Q_RIF=1.5 is outside 0 to 1'],
  [['--q-rif', 'x'], {}, 'Q_RIF=x is outside 0 to 1'],
  [['--q-rif'], {}, 'Q_RIF= is outside 0 to 1'],
  [['--q-rif', '--json'], {}, 'Q_RIF= is outside 0 to 1'],
  [['--q-rif', '0.5', '--drain-ms'], {}, 'DRAIN_MS= is outside 0 to 100000'],
  [['--drain-ms', '-1'], {}, 'DRAIN_MS=-1 is outside 0 to 100000'],
  [['--drain-ms', '1.5'], {}, 'DRAIN_MS=1.5 is outside the integers 0 to 100000'],
  [['--drain-ms', '0x10'], {}, 'DRAIN_MS=0x10 is outside 0 to 100000'],
  [['--seed', 'x'], {}, 'SEED=x is outside 0 to 4294967295'],
  [['--length', 'soon'], {}, 'LENGTH=soon is outside durations such as 15s, 2m or 0'],
  [['--wrong', '1'], {}, 'flag=--wrong is outside the flags of --help'],
  [['stray'], {}, 'flag=stray is outside the flags of --help'],
  [['--name', 'a', 'stray'], {}, 'flag=stray is outside the flags of --help'],
];

for (const [args, env, message] of wrong) {
  test(`${JSON.stringify(args)} ${JSON.stringify(env)}: ${message}`, () => {
    assert.throws(() => read(args, env), { message: `ERR_PREQUAL_CONFIG: ${message}` });
  });
}

test('an endpoint for spans that no exporter could reach is a wrong setting', t => {
  const former = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  t.after(() => {
    if (former === undefined) delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    else process.env.OTEL_EXPORTER_OTLP_ENDPOINT = former;
  });
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'garbage';
  assert.throws(() => startTelemetry({ name: 'n', instanceId: 'i', version: 'v' }), {
    message:
      'ERR_PREQUAL_CONFIG: OTEL_EXPORTER_OTLP_ENDPOINT=garbage is outside http://..., https://... or host:port',
  });
});
