// The inspector page: hands every event to the figures. It computes nothing of its own but drawing.

import { Charted } from './charted.js';
import { Charts } from './charts.js';
import { ConfigForm } from './config-form.js';
import { DecisionDialog } from './decision-dialog.js';
import { Decisions } from './decisions.js';
import { byId, make, setText } from './dom.js';
import { listen } from './events.js';
import { FaultForm } from './fault-form.js';
import { Flow } from './flow.js';
import { startHelp, startScrolling } from './help.js';
import { Histogram } from './histogram.js';
import { Replicas } from './replicas.js';
import { MarkList, PoolTable } from './side-lists.js';
import { drawTiles } from './tiles.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorHello} Hello */
/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */

const WORDS = {
  live: 'live',
  held: 'held: the figures stand still',
  lost: 'no data: the balancer is away',
  connecting: 'connecting',
};

const charted = new Charted();
const charts = new Charts(charted);
const dialog = new DecisionDialog();
const configForm = new ConfigForm();
const faultForm = new FaultForm();
const decisions = new Decisions(line => void dialog.open(line));
const figures = [new Flow(), new Histogram(), decisions, new Replicas(charted), new PoolTable()];
const marks = new MarkList();
const connection = byId('connection', HTMLElement);
const hold = byId('hold', HTMLButtonElement);
let held = false;
/** @type {import('./events.js').Connection} */
let connected = 'connecting';
/** @type {State | null} */
let due = null;

/** @param {Hello} hello */
function onHello(hello) {
  const links = [
    ['Jaeger', hello.jaegerSearchUrl],
    ['Grafana', hello.grafanaUrl],
    ['Prometheus', hello.prometheusUrl],
  ];
  const items = links
    .filter(([, href]) => href !== '')
    .map(([name = '', href = '']) =>
      make('li', {}, make('a', { href, target: '_blank', rel: 'noreferrer' }, name)),
    );
  byId('links', HTMLElement).replaceChildren(...items);
  byId('version', HTMLElement).textContent =
    `balancer ${hello.version}, ${1000 / hello.tickMs} updates a second`;
  byId('controls-off', HTMLElement).hidden = hello.controls;
  const fieldset = byId('config-form', HTMLFormElement).querySelector('fieldset');
  if (fieldset !== null) fieldset.disabled = !hello.controls;
  for (const part of [decisions, dialog, configForm, faultForm]) part.onHello(hello);
}

/** Draws once a frame at most, and only the newest. @param {State} state */
function onState(state) {
  if (due === null) requestAnimationFrame(drawDue);
  due = state;
}

function drawDue() {
  const state = due;
  due = null;
  if (state === null) return;
  charted.follow(state.replicas.map(({ replica }) => replica));
  charts.draw(state, held);
  for (const part of [configForm, faultForm, marks]) part.draw(state);
  if (held) return;
  drawTiles(state);
  for (const figure of figures) figure.draw(state);
}

function showConnection() {
  const state = held && connected === 'live' ? 'held' : connected;
  connection.dataset.state = state;
  setText(connection, WORDS[state]);
}

hold.addEventListener('click', () => {
  held = !held;
  hold.setAttribute('aria-pressed', String(held));
  hold.textContent = held ? 'Picture held' : 'Hold the picture';
  showConnection();
});
startHelp();
startScrolling();
listen({
  onHello,
  onState,
  onConnection: state => {
    connected = state;
    showConnection();
  },
});
