// The settings that the programs of this folder share, and those of `npm run load`.

import { duration, list, number, type Setting, seed, text, toggle, urlList } from 'program';

/** A setting that may be left out: null then. */
function optional<Value>(setting: Setting<Value>): Setting<Value | null> {
  return { ...setting, default: null };
}

/** Where calls go and how the result is shown. */
export const targetSettings = {
  target: list(['127.0.0.1:50050'], 'balancers, host:port; calls go to them in turn'),
  balancerAdmin: urlList(
    ['http://127.0.0.1:9901'],
    "balancers' admin ports: the first is asked for the policy's name, all are told which phase is played",
  ),
  json: toggle('print one final JSON object instead of a table'),
};

/** What is sent. Left-out rate and duration are the scenario's. */
export const scheduleSettings = {
  scenario: text(
    '',
    'NAME of load-tests/scenarios, or FILE.json: its load, events and checks; none: 40 calls/s',
  ),
  rate: optional(number(40, 0.001, 100_000, 'calls per second, arrivals Poisson')),
  duration: optional(duration(0, 'length of the run; 0 is for ever')),
  seed: seed('seed of the arrivals; default: the scenario, or drawn and printed'),
};

export const loadSettings = {
  ...targetSettings,
  ...scheduleSettings,
  controlUrls: list(
    ['http://127.0.0.1:9902', 'http://127.0.0.1:9903', 'http://127.0.0.1:9904'],
    "backends' control ports in the order of the replicas, for a scenario's events",
  ),
};
