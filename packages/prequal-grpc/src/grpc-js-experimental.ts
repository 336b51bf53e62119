// What of grpc-js's experimental namespace is used? All of it stands here, since any minor release may change it. Checked
// with the pinned version by test/grpc-js-experimental.test.ts.

import * as grpc from '@grpc/grpc-js';

export type Picker = grpc.experimental.Picker;
export type PickArgs = grpc.experimental.PickArgs;
export type PickResult = grpc.experimental.PickResult;
export type Endpoint = grpc.experimental.Endpoint;
export type LoadBalancer = grpc.experimental.LoadBalancer;
export type LoadBalancingConfig = grpc.experimental.TypedLoadBalancingConfig;
export type Helper = grpc.experimental.ChannelControlHelper;
export type Endpoints = Parameters<LoadBalancer['updateAddressList']>[0];

export const {
  LeafLoadBalancer,
  PickResultType,
  QueuePicker,
  UnavailablePicker,
  createChildChannelControlHelper,
  log,
  subchannelAddressToString,
} = grpc.experimental;
export type LeafLoadBalancer = grpc.experimental.LeafLoadBalancer;

const NEEDED = {
  LeafLoadBalancer,
  PickResultType,
  QueuePicker,
  UnavailablePicker,
  createChildChannelControlHelper,
  log,
  registerLoadBalancerType: grpc.experimental.registerLoadBalancerType,
  subchannelAddressToString,
};

/** Makes `{"loadBalancingConfig":[{NAME:{}}]}` known to every channel of this process. */
export function registerLoadBalancer(
  name: string,
  balancer: new (helper: Helper) => LoadBalancer,
  config: Parameters<typeof grpc.experimental.registerLoadBalancerType>[2],
): void {
  const missing = Object.entries(NEEDED).filter(([, found]) => found === undefined);
  if (missing.length > 0) {
    const names = missing.map(([part]) => part).join(', ');
    throw new Error(
      `ERR_PREQUAL_GRPC_JS: this grpc-js has no experimental ${names}; prequal-grpc is made for @grpc/grpc-js 1.14`,
    );
  }
  grpc.experimental.registerLoadBalancerType(name, balancer, config);
}

/** An answer of a picker: the call is to wait for the next picker. */
export const QUEUED: PickResult = {
  pickResultType: PickResultType.QUEUE,
  subchannel: null,
  status: null,
  onCallStarted: null,
  onCallEnded: null,
};

/**
 * A channel over the very connection that `picker` gives to calls now, with the credentials of their channel; null where it
 * gives none. Its owner is the load balancer: it is not to be closed.
 */
export function connectionOf(picker: Picker): grpc.ChannelInterface | null {
  const { subchannel } = picker.pick({ metadata: new grpc.Metadata(), extraPickInfo: {} });
  return subchannel === null ? null : catching(subchannel.getChannel());
}

/** In grpc-js a call on such a channel rejects unheard, and ends the process, when the connection breaks as it starts. */
function catching(channel: grpc.ChannelInterface): grpc.ChannelInterface {
  const createCall: typeof channel.createCall = (...args) => {
    const call = channel.createCall(...args);
    const start = call.start.bind(call);
    call.start = async (metadata, listener) => {
      try {
        await start(metadata, listener);
      } catch (error) {
        const details = error instanceof Error ? error.message : String(error);
        listener.onReceiveStatus({ code: grpc.status.UNAVAILABLE, details, metadata: new grpc.Metadata() });
      }
    };
    return call;
  };
  return Object.assign(Object.create(channel) as grpc.ChannelInterface, { createCall });
}
