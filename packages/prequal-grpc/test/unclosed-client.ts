// A client program that makes one call and forgets to close its client. Its argument is the target.

import * as grpc from '@grpc/grpc-js';
import { registerPrequal } from 'prequal-grpc';
import { startCall } from './demo-server.ts';

registerPrequal();
const client = new grpc.Client(process.argv[2] ?? '', grpc.credentials.createInsecure(), {
  'grpc.enable_http_proxy': 0,
  'grpc.service_config': '{"loadBalancingConfig":[{"prequal":{}}]}',
});
const { code } = await startCall(client, 'SayHello', 5000).ended;
process.stdout.write(`${grpc.status[code]}\n`);
