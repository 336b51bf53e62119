// The public surface of the relay.

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
