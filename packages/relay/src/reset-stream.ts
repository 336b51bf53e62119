// How is a stream ended by RST_STREAM so that its peer can't take it for a complete one?

import type { Http2Stream } from 'node:http2';

/**
 * Sends RST_STREAM with `code` and drops what is buffered. `close` alone would also end the writable side, and while a
 * write is on the socket that END_STREAM would overtake the reset; a destroyed stream sends none.
 */
export function resetStream(stream: Http2Stream, code: number): void {
  if (stream.destroyed) return;
  stream.close(code);
  stream.destroy();
}
