// Which requests are no gRPC calls at all, and what are they told?
//
// They are answered by the relay itself and never reach the director.

import { constants, type ServerHttp2Stream } from 'node:http2';
import { parseTimeout } from './deadline.ts';
import { firstValue, isGrpc } from './headers.ts';
import type { RawHeaders } from './relay.ts';
import { Reply } from './reply.ts';
import { STATUS } from './status.ts';

/** The call's time, or null when the request was refused. */
export type Judged = { readonly timeoutMs: number | null } | null;

export function judgeRequest(stream: ServerHttp2Stream, raw: RawHeaders): Judged {
  if (firstValue(raw, ':method') !== 'POST') {
    refuseHttp(stream, [':status', '405', 'allow', 'POST']);
    return null;
  }
  if (!isGrpc(firstValue(raw, 'content-type'))) {
    refuseHttp(stream, [':status', '415']);
    return null;
  }
  const timeout = firstValue(raw, 'grpc-timeout');
  if (timeout === undefined) return { timeoutMs: null };
  const timeoutMs = parseTimeout(timeout);
  if (timeoutMs !== null) return { timeoutMs };
  const reply = new Reply(
    stream,
    () => [],
    () => stream.resume(),
  );
  reply.fail(STATUS.INTERNAL, `grpc-timeout is not a timeout: ${timeout}`);
  return null;
}

function refuseHttp(stream: ServerHttp2Stream, headers: string[]): void {
  const options = { endStream: true, sendDate: false };
  stream.respond(headers, options);
  stream.resume();
  if (!stream.endAfterHeaders) stream.close(constants.NGHTTP2_NO_ERROR);
}
