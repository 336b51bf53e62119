// The knobs: defaults, ranges, and the one line that refuses a wrong value.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balancerDefaults } from '../src/balancer-knobs.ts';
import { createEstimator } from '../src/create-estimator.ts';
import { createPolicy } from '../src/create-policy.ts';
import type { EstimatorName } from '../src/estimator.ts';
import {
  checkKnob,
  defaultOptions,
  type Knob,
  mergeOptions,
  type PolicyOptions,
  PrequalConfigError,
  policyKnobs,
  rangeOf,
} from '../src/options.ts';
import { createRng } from '../src/rng.ts';
import { readyPolicy } from './ready-policy.ts';

const knobs = Object.entries(policyKnobs) as [keyof PolicyOptions, Knob][];
const change = (name: string, value: unknown) => ({ [name]: value }) as Partial<PolicyOptions>;

function refusal(name: string, value: unknown): PrequalConfigError {
  try {
    mergeOptions(defaultOptions, change(name, value));
  } catch (error) {
    if (error instanceof PrequalConfigError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `${name}=${String(value)} was accepted` });
}

test('the defaults are those of the project', () => {
  assert.deepEqual(defaultOptions, {
    policy: 'prequal',
    mode: 'async',
    estimator: 'scaled',
    qRif: 0.75,
    hotTies: 'cold',
    rifHistory: 128,
    rProbe: 3,
    rRemove: 1,
    poolSize: 16,
    delta: 1,
    reuseMax: 32,
    minPool: 2,
    linearLambda: 0.5,
    linearAlphaMs: 75,
    fleetClients: 1,
    peakEwmaTauMs: 10_000,
    probeMaxAgeMs: 1000,
    probeTimeoutMs: 100,
    probeIdleMs: 500,
    pollMs: 500,
    syncProbes: 3,
    syncWaitMs: 5,
    probeMaxInFlight: 64,
    probeMaxPerSecond: 200,
    decisions: 1000,
  });
});

for (const [name, knob] of knobs) {
  test(`${name}: the default and the ends of its range are legal`, () => {
    assert.equal(mergeOptions(defaultOptions, change(name, knob.default))[name], knob.default);
    const ends = knob.kind === 'choice' ? knob.choices : [knob.min, knob.max];
    for (const value of ends) {
      assert.equal(mergeOptions(defaultOptions, change(name, value))[name], value);
      createPolicy(change(name, value), createRng(1));
    }
  });

  test(`${name}: everything else is refused in one line`, () => {
    const wrong: unknown[] = [undefined, null, Number.NaN, {}, [], true, '', 'no such word', 10n];
    if (knob.kind === 'choice') wrong.push(0);
    else wrong.push(knob.min - 1, knob.max + 1, String(knob.min), Number.POSITIVE_INFINITY);
    if (knob.kind === 'integer') wrong.push(knob.min + 0.5);
    for (const value of wrong) {
      const error = refusal(name, value);
      assert.equal(error.code, 'ERR_PREQUAL_CONFIG');
      assert.equal(error.field, name);
      assert.equal(error.value, value);
      assert.ok(error.range.includes(rangeOf(knob)), error.range);
      assert.match(error.message, /^ERR_PREQUAL_CONFIG: \w+=.* is outside .+$/);
    }
  });
}

test('the line reads as documented', () => {
  assert.equal(refusal('qRif', 1.5).message, 'ERR_PREQUAL_CONFIG: qRif=1.5 is outside 0 to 1');
  assert.equal(
    refusal('poolSize', 1.5).message,
    'ERR_PREQUAL_CONFIG: poolSize=1.5 is outside the integers 1 to 1024',
  );
  assert.equal(refusal('hotTies', 'warm').message, 'ERR_PREQUAL_CONFIG: hotTies=warm is outside cold, hot');
  assert.throws(
    () => checkKnob('Q_RIF', policyKnobs.qRif, 2),
    { message: 'ERR_PREQUAL_CONFIG: Q_RIF=2 is outside 0 to 1' },
    'the caller names the field',
  );
});

test('a balancer differs in the mode', () => {
  assert.deepEqual(balancerDefaults, { ...defaultOptions, mode: 'auto' });
});

test('an unknown option is refused with the known ones', () => {
  const { message, range } = refusal('qRiff', 0.5);
  assert.ok(message.startsWith('ERR_PREQUAL_CONFIG: qRiff=0.5 is outside policy, mode, '));
  assert.deepEqual(range.split(', '), Object.keys(policyKnobs));
});

test('options are merged onto a copy', () => {
  const merged = mergeOptions(defaultOptions, { qRif: 0.5 });
  assert.deepEqual(merged, { ...defaultOptions, qRif: 0.5 });
  assert.equal(defaultOptions.qRif, 0.75);
});

test('a policy refuses a wrong option at creation', () => {
  assert.throws(() => createPolicy({ qRif: -0.1 }, createRng(1)), PrequalConfigError);
});

test('configure changes all of a legal change and nothing of another', () => {
  const policy = readyPolicy();
  policy.configure({ qRif: 0.5, rProbe: 2 }, 1);
  assert.deepEqual(policy.snapshot(1).options, { ...defaultOptions, qRif: 0.5, rProbe: 2 });
  const before = policy.snapshot(2);
  assert.throws(() => policy.configure({ policy: 'random', poolSize: 3, qRif: 7 }, 2), PrequalConfigError);
  assert.deepEqual(policy.snapshot(2), before);
});

test('an estimator is made by name', () => {
  assert.equal(createEstimator('scaled').estimate(0, 0), null);
  assert.equal(createEstimator('median', { sampleMaxAgeMs: 1 }).estimate(0, 0), null);
  assert.throws(() => createEstimator('mean' as EstimatorName), {
    message: 'ERR_PREQUAL_CONFIG: estimator=mean is outside scaled, median',
  });
  for (const sampleMaxAgeMs of [0, -1, Number.NaN]) {
    assert.throws(() => createEstimator('scaled', { sampleMaxAgeMs }), PrequalConfigError);
  }
});
