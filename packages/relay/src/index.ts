// The public surface of the relay.

export { createRelay } from './create-relay.ts';
export type {
  AttemptEnd,
  LocalAnswer,
  RawHeaders,
  Relay,
  RelayCall,
  RelayOptions,
  UnreachedReason,
  Upstream,
  UpstreamOptions,
} from './relay.ts';
