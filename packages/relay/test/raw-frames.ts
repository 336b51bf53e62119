// HTTP/2 frames by hand, for what node:http2 would not send or not show.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from './director.ts';

export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
} as const;
export const END_STREAM = 1;
export const ACK = 1;
export const END_HEADERS = 4;
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

export function frame(
  type: number,
  flags: number,
  id: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const bytes = Buffer.alloc(9 + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(id, 5);
  bytes.set(payload, 9);
  return bytes;
}

/** A header block of literals without indexing; values below 127 bytes. */
export function block(headers: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = Buffer.from(headers[i] ?? '', 'latin1');
    const value = Buffer.from(headers[i + 1] ?? '', 'latin1');
    parts.push(Buffer.from([0, name.length]), name, Buffer.from([value.length]), value);
  }
  return Buffer.concat(parts);
}

export class RawPeer {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  closed = false;
  #rest: Buffer = Buffer.alloc(0);

  /** `skip`: bytes before the first frame (a client's preface). */
  constructor(socket: Socket, skip = 0) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('data', (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      this.#parse(skip);
      skip = 0;
    });
  }

  static async dial(port: number): Promise<RawPeer> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const peer = new RawPeer(socket);
    peer.send(PREFACE, frame(FRAME.SETTINGS, 0, 0), frame(FRAME.SETTINGS, ACK, 0));
    return peer;
  }

  send(...frames: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(frames));
  }

  of(type: number, id?: number): Frame[] {
    return this.frames.filter(
      ({ type: had, id: hadId }) => had === type && (id === undefined || hadId === id),
    );
  }

  async expect(type: number, id: number): Promise<Frame> {
    await until(() => this.of(type, id).length > 0, `frame ${type} on stream ${id}`);
    const found = this.of(type, id)[0];
    if (found === undefined) throw new Error('gone');
    return found;
  }

  #parse(skip: number): void {
    this.#rest = this.#rest.subarray(skip);
    while (this.#rest.length >= 9) {
      const length = this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < 9 + length) return;
      const [type = 0, flags = 0] = this.#rest.subarray(3, 5);
      const payload = this.#rest.subarray(9, 9 + length);
      this.frames.push({ type, flags, id: this.#rest.readUInt32BE(5), payload });
      this.#rest = this.#rest.subarray(9 + length);
    }
  }
}
