// What does a replica do with a call? One unit of work per request message, or per reply message where one request brings
// many; then it greets. It knows neither load nor faults by name: an error may be wanted instead of an answer.

import type { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import type * as grpc from '@grpc/grpc-js';
import type { HelloReply, HelloRequest } from './greeter-proto.ts';
import type { Workload } from './workload.ts';

const REPLIES = 5;
const NAMES_SHOWN = 10;

export interface GreeterOptions {
  readonly replica: string;
  readonly workload: Workload;
  /** Draws the work of one unit. */
  readonly drawWorkMs: () => number;
  /** The status that this call is to fail with; null = none. */
  readonly drawError: () => Pick<grpc.StatusObject, 'code' | 'details'> | null;
}

type AnyCall = EventEmitter & { readonly cancelled: boolean };
type Readable =
  | grpc.ServerReadableStream<HelloRequest, HelloReply>
  | grpc.ServerDuplexStream<HelloRequest, HelloReply>;

/** Handlers of helloworld.Greeter. A call that ends early leaves the workload at once. */
export function greeter(options: GreeterOptions): grpc.UntypedServiceImplementation {
  const { replica, drawError } = options;
  const reply = (name: string): HelloReply => ({ message: `Hello ${name}! from ${replica}` });
  const work = (call: AnyCall): Promise<boolean> => doUnit(call, options);

  return {
    SayHello: async (
      call: grpc.ServerUnaryCall<HelloRequest, HelloReply>,
      answer: grpc.sendUnaryData<HelloReply>,
    ) => {
      const error = drawError();
      if (error !== null) answer(error);
      else if (await work(call)) answer(null, reply(call.request.name));
    },

    SayHelloStreamReply: async (call: grpc.ServerWritableStream<HelloRequest, HelloReply>) => {
      const error = drawError();
      if (error !== null) return call.emit('error', error);
      for (let i = 0; i < REPLIES; i++) {
        if (!(await work(call)) || !(await write(call, reply(call.request.name)))) return;
      }
      return call.end();
    },

    SayHelloStreamRequest: async (
      call: grpc.ServerReadableStream<HelloRequest, HelloReply>,
      answer: grpc.sendUnaryData<HelloReply>,
    ) => {
      const error = drawError();
      if (error !== null) return answer(error);
      const names: string[] = [];
      let count = 0;
      const whole = await eachRequest(call, async ({ name }) => {
        count++;
        if (names.length < NAMES_SHOWN) names.push(name);
        return work(call);
      });
      if (count > names.length) names.push(`${count - names.length} more`);
      if (whole) answer(null, reply(names.join(', ')));
    },

    SayHelloBidiStream: async (call: grpc.ServerDuplexStream<HelloRequest, HelloReply>) => {
      const error = drawError();
      if (error !== null) return call.emit('error', error);
      const whole = await eachRequest(
        call,
        async ({ name }) => (await work(call)) && write(call, reply(name)),
      );
      return whole && call.end();
    },
  };
}

/** One unit of work; false when the call ended before it. */
function doUnit(call: AnyCall, { workload, drawWorkMs }: GreeterOptions): Promise<boolean> {
  if (call.cancelled) return Promise.resolve(false);
  return new Promise(resolve => {
    const leave = workload.start(drawWorkMs(), () => {
      call.off('cancelled', onCancel);
      resolve(true);
    });
    const onCancel = () => {
      leave();
      resolve(false);
    };
    call.once('cancelled', onCancel);
  });
}

/** Sends a message, at the pace of its reader; false when the call ended before it was taken. */
function write(call: Writable, message: HelloReply): Promise<boolean> {
  return new Promise(resolve => {
    const onClose = () => resolve(false);
    call.once('close', onClose);
    call.write(message, error => {
      call.off('close', onClose);
      resolve(!error);
    });
  });
}

/** Handles requests one after the other; false when the call ended first or `handle` said so. */
async function eachRequest(
  call: Readable,
  handle: (request: HelloRequest) => Promise<boolean>,
): Promise<boolean> {
  try {
    // A call that has been read to its end must not be destroyed for it: its answer is still to be written.
    for await (const request of call.iterator({ destroyOnReturn: false })) {
      if (!(await handle(request as HelloRequest))) return false;
    }
    return !call.cancelled;
  } catch {
    return false;
  }
}
