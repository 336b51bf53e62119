// How is a stream ended by RST_STREAM so that its peer can't take it for a complete one?

import type { Http2Stream } from 'node:http2';

/**
 * Sends RST_STREAM with `code` and drops what is buffered. Node's `close` also ends the writable side, and that
 * END_STREAM goes out before the reset: a replica would take half an upload for a whole one.
 */
export function resetStream(stream: Http2Stream, code: number): void {
  if (stream.destroyed) return;
  stream._final = done => done(null);
  stream.close(code);
  stream.destroy();
}
