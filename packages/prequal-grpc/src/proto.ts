// Where does the service definition of the probe come from? The one place that reads the .proto file.

import { fileURLToPath } from 'node:url';
import * as protoLoader from '@grpc/proto-loader';

/** As published, the file lies beside the code; in the repository all of them lie in one place. */
const PROTO_DIRS = ['./proto', '../../../proto'].map(path => fileURLToPath(new URL(path, import.meta.url)));

/** ProbeResponse as proto-loader gives and takes it: absent fields are absent, a uint64 is a number on purpose. */
export interface ProbeResponseMessage {
  readonly rif?: number;
  readonly latency_us?: number;
  readonly draining?: boolean;
  readonly utilization?: number;
  readonly qps?: number;
  readonly eps?: number;
  readonly replica?: string;
}

/** A method of LoadReporter with the types of its messages. */
export type ProbeMethod = protoLoader.MethodDefinition<object, ProbeResponseMessage>;

// Longs as numbers: exact up to 2^53 microseconds, which is past every latency that is believed.
const definition = protoLoader.loadSync('prequal/v1/load_reporter.proto', {
  includeDirs: PROTO_DIRS,
  keepCase: true,
  longs: Number,
});

/** `prequal.v1.LoadReporter`, to be added to a server. */
export const loadReporterService = definition['prequal.v1.LoadReporter'] as { readonly Probe: ProbeMethod };
