// The stream of events: opened while somebody looks, closed when the page is hidden, opened again when it was lost.

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorHello} Hello */
/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */
/** @typedef {'live' | 'lost' | 'connecting'} Connection */

const AGAIN_MS = 2000;
const SILENCE_MS = 5000;

/**
 * @param {{
 *   onHello: (hello: Hello) => void,
 *   onState: (state: State) => void,
 *   onConnection: (connection: Connection) => void,
 * }} listener
 */
export function listen({ onHello, onState, onConnection }) {
  /** @type {EventSource | null} */
  let source = null;
  let again = 0;
  let silence = 0;

  function heard() {
    clearTimeout(silence);
    silence = setTimeout(() => onConnection('lost'), SILENCE_MS);
    onConnection('live');
  }
  function close() {
    source?.close();
    source = null;
    clearTimeout(again);
    clearTimeout(silence);
  }
  function open() {
    close();
    onConnection('connecting');
    const opened = new EventSource('/events');
    source = opened;
    opened.addEventListener('hello', event => onHello(JSON.parse(event.data)));
    opened.addEventListener('state', event => {
      heard();
      onState(JSON.parse(event.data));
    });
    opened.addEventListener('error', () => {
      onConnection('lost');
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    });
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  open();
}
