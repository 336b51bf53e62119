// The words of RPC: gRPC's status names and OpenTelemetry's attribute names for calls (current conventions, no old ones).

/** gRPC's status names by number. */
export const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;
export type StatusName = (typeof STATUS_NAMES)[number];

/** The name of a status; numbers that gRPC does not have are UNKNOWN. */
export function statusName(code: number): StatusName {
  return STATUS_NAMES[code] ?? 'UNKNOWN';
}

/** The number of a status name. */
export function statusCode(name: StatusName): number {
  return STATUS_NAMES.indexOf(name);
}

/** Whether a server's span ends as an error with this status: a client's always does, but for OK. */
export function isServerError(name: StatusName): boolean {
  return SERVER_ERRORS.has(name);
}

const SERVER_ERRORS: ReadonlySet<StatusName> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** Attribute names of a call's span. */
export const rpcAttributes = {
  system: 'rpc.system.name',
  /** `pkg.Service/Method`; `_OTHER` for names that are not counted one by one. */
  method: 'rpc.method',
  methodOriginal: 'rpc.method_original',
  statusCode: 'rpc.status_code',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  peerAddress: 'network.peer.address',
  peerPort: 'network.peer.port',
} as const;
