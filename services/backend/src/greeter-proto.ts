// Where does the demo service's definition come from? The one place that reads helloworld.proto.

import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface HelloRequest {
  readonly name: string;
}

export interface HelloReply {
  readonly message: string;
}

/** The whole package, with the descriptors that reflection serves. */
export const greeterPackage = loadSync('helloworld.proto', {
  includeDirs: [fileURLToPath(new URL('../../../proto', import.meta.url))],
  keepCase: true,
  defaults: true,
});

export const greeterService = greeterPackage['helloworld.Greeter'] as ServiceDefinition;
