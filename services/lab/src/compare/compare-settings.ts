// What can be asked of a comparison: its flags and variables.

import { choice, integer, list, type Setting, seed, text, toggle } from 'program';

export const settings = {
  scenario: text(
    'compare',
    'NAME of load-tests/scenarios, or with the local driver FILE.json: fleet, load and events',
  ),
  policies: list(
    ['prequal', 'round_robin', 'least_loaded'],
    'the policies; the first, or prequal, is judged',
  ),
  rounds: integer(5, 1, 100, 'rounds, in each every policy once; under 5 decides nothing'),
  quick: toggle('2 rounds and short pauses, marked so'),
  driver: choice(
    'local',
    ['local', 'k6'],
    'local: built-in load, processes; k6: in Compose, which it starts: scenarios of 3 replicas, and fleet',
  ),
  seed: seed("local: seed of the arrivals, one more each round; default: the scenario's"),
  out: text('', 'the HTML file; default: reports/SCENARIO-COMMIT.html, with -k6 and -quick where it is'),
  json: toggle('print one final JSON object instead of text'),
  port: port("balancer's port; default: local 50050, the others as npm start counts them; k6 BALANCER_PORT"),
  adminPort: port("balancer's admin port; default: local 9901, k6 BALANCER_ADMIN_PORT"),
  metricsPort: integer(9464, 1, 65_535, "local: balancer's metrics port"),
};

/** A port whose default depends on the driver. */
function port(help: string): Setting<number | null> {
  return { ...integer(1, 1, 65_535, help), default: null };
}
