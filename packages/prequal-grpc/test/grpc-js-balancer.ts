// The weighted_round_robin that grpc-js ships, without a network: its children are connected from the start, and what calls
// bring is said by the test.

import * as grpc from '@grpc/grpc-js';

/** Where grpc-js puts a parsed load report of a call; it reads the trailer only where there is none. */
const PARSED_REPORT = 'grpc_orca_load_report';

/** As in ORCA. */
export interface OrcaReport {
  readonly rps_fractional: number;
  readonly application_utilization: number;
  readonly eps: number;
}

export interface RealPick {
  readonly address: string;
  /** The call ended and brought `report`. */
  end(report: OrcaReport): void;
}

/** Picks among `addresses`; the weights are updated by grpc-js's own timer. */
export function grpcJsWeightedRoundRobin(addresses: readonly string[]): {
  pick(): RealPick;
  close(): void;
} {
  let picker: grpc.experimental.Picker | undefined;
  const balancer = new grpc.experimental.ChildLoadBalancerHandler({
    createSubchannel: address => connected(grpc.experimental.subchannelAddressToString(address)),
    updateState: (_state, newest) => {
      picker = newest;
    },
    requestReresolution() {},
    addChannelzChild() {},
    removeChannelzChild() {},
  });
  const endpoints = addresses.map(host => ({ addresses: [{ host, port: 1 }] }));
  const config = grpc.experimental.parseLoadBalancingConfig({ weighted_round_robin: {} });
  balancer.updateAddressList(grpc.experimental.statusOrFromValue(endpoints), config, {}, '');
  return {
    pick: () => {
      const result = picker?.pick({ metadata: new grpc.Metadata(), extraPickInfo: {} });
      const subchannel = result?.subchannel;
      if (!subchannel) throw new Error('nothing was picked');
      return {
        address: subchannel.getAddress().replace(/:1$/, ''),
        end: report => {
          const trailers = new grpc.Metadata();
          trailers.setOpaque(PARSED_REPORT, report);
          result.onCallEnded?.(grpc.status.OK, '', trailers);
        },
      };
    },
    close: () => balancer.destroy(),
  };
}

function connected(address: string): grpc.experimental.SubchannelInterface {
  const subchannel = {
    getAddress: () => address,
    getConnectivityState: () => grpc.connectivityState.READY,
    realSubchannelEquals: (other: unknown) => other === subchannel,
    isHealthy: () => true,
    startConnecting() {},
    ref() {},
    unref() {},
    getChannelzRef() {},
    addConnectivityStateListener() {},
    removeConnectivityStateListener() {},
    addHealthStateWatcher() {},
    removeHealthStateWatcher() {},
  };
  return subchannel as unknown as grpc.experimental.SubchannelInterface;
}
