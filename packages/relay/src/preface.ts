// What does a new connection speak, judged by its first bytes?
//
// Pure; the sockets are the front door's.

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export type Speaks = 'http2' | 'http1' | 'tls' | 'garbage' | 'more';

/** `more`: too few bytes to tell. */
export function judgePreface(bytes: Buffer): Speaks {
  const length = Math.min(bytes.length, PREFACE.length);
  if (bytes.subarray(0, length).equals(PREFACE.subarray(0, length))) {
    return length === PREFACE.length ? 'http2' : 'more';
  }
  if (bytes[0] === 0x16) return 'tls';
  const text = bytes.toString('latin1', 0, 32);
  if (/^[A-Z]{1,20}$/.test(text)) return 'more';
  return /^[A-Z]{1,20} (?!\* HTTP\/2)/.test(text) ? 'http1' : 'garbage';
}

/** What an HTTP/1 client is told. */
export const HTTP1_ANSWER = http1Answer('This port speaks gRPC: HTTP/2 without TLS, from the first byte.\n');

function http1Answer(text: string): string {
  return [
    'HTTP/1.1 400 Bad Request',
    'content-type: text/plain',
    `content-length: ${text.length}`,
    'connection: close',
    '',
    text,
  ].join('\r\n');
}
