// The two messages of grpc.health.v1 that the balancer reads and writes itself. Knows nothing of who is healthy.

const LENGTH_DELIMITED = 2;
const SERVICE_FIELD = 1;
const STATUS_TAG = 0x08;
const MAX_NAME = 127;

export type ServingStatus = 'SERVING' | 'NOT_SERVING';

/** HealthCheckResponse. */
export function encodeHealthResponse(status: ServingStatus): Buffer {
  return Buffer.from([STATUS_TAG, status === 'SERVING' ? 1 : 2]);
}

/** The service named in a HealthCheckRequest; null when it is not one that we can read: somebody else may. */
export function decodeHealthService(message: Buffer): string | null {
  if (message.length === 0) return '';
  const [tag, length] = message;
  if (tag !== ((SERVICE_FIELD << 3) | LENGTH_DELIMITED) || length === undefined) return null;
  if (length > MAX_NAME || message.length !== 2 + length) return null;
  return message.toString('utf8', 2);
}
