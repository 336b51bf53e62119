// Which gRPC status does a caller get for what happened below gRPC: an HTTP status, a reset stream?
//
// Pure tables, from gRPC's http-grpc-status-mapping and PROTOCOL-HTTP2 documents. A `grpc-status` that was received
// always wins over them; that rule is the attempt's.

import { constants } from 'node:http2';

/** The gRPC statuses the relay itself gives. */
export const STATUS = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

const STATUS_OF_HTTP: ReadonlyMap<number, number> = new Map([
  [400, STATUS.INTERNAL],
  [401, STATUS.UNAUTHENTICATED],
  [403, STATUS.PERMISSION_DENIED],
  [404, STATUS.UNIMPLEMENTED],
  [429, STATUS.UNAVAILABLE],
  [431, STATUS.INTERNAL],
  [502, STATUS.UNAVAILABLE],
  [503, STATUS.UNAVAILABLE],
  [504, STATUS.UNAVAILABLE],
]);

const STATUS_OF_RESET: ReadonlyMap<number, number> = new Map([
  [constants.NGHTTP2_REFUSED_STREAM, STATUS.UNAVAILABLE],
  [constants.NGHTTP2_CANCEL, STATUS.CANCELLED],
  [constants.NGHTTP2_ENHANCE_YOUR_CALM, STATUS.RESOURCE_EXHAUSTED],
  [constants.NGHTTP2_INADEQUATE_SECURITY, STATUS.PERMISSION_DENIED],
]);

const ERROR_CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;

/** For an answer without `grpc-status`. */
export function statusOfHttp(httpStatus: number): number {
  return STATUS_OF_HTTP.get(httpStatus) ?? STATUS.UNKNOWN;
}

/** For a stream that ended by RST_STREAM with `code` before its answer was whole. */
export function statusOfReset(code: number): number {
  return STATUS_OF_RESET.get(code) ?? STATUS.INTERNAL;
}

/** HTTP/2's own name of an error code. */
export function errorCodeName(code: number): string {
  return ERROR_CODES[code] ?? `error code ${code}`;
}
