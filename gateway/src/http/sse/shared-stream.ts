import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Caller } from '../../request.ts';
import { createDelivery, type Delivery } from '../streams/delivery.ts';
import { createOutlet, type Outlet } from '../streams/outlet.ts';
import type { StreamOptions } from '../streams/stream-response.ts';
import { whenGone } from '../streams/when-gone.ts';
import { comment, eventStreamHeaders } from './framing.ts';
import { createSharedVoice } from './shared-voice.ts';

/** One event stream that carries any number of operations. */
export type SharedStream = {
  readonly token: string;
  /** Gives the stream its connection. Errors: Refusal `STREAM_ALREADY_OPEN`. */
  connect(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Makes room for an operation. Errors: Refusal `OPERATION_EXISTS`, `TOO_MANY_SUBSCRIPTIONS`. */
  add(operationId: string, warns: boolean): Delivery;
  stop(operationId: string): void;
  /** Has all operations go on with another token. Errors: Refusal `FORBIDDEN`. */
  refresh(caller: Caller): Promise<void>;
  close(): void;
};

export type SharedStreamOptions = StreamOptions & {
  /** Operations at a time. */
  readonly maxOperations: number;
  readonly ended: () => void;
};

/** A stream that nobody connects to for so long is forgotten. */
const reservedMs = 10_000;

/** Reserves a stream. What operations give before it is connected waits with them. */
export function createStream(token: string, options: SharedStreamOptions): SharedStream {
  const operations = new Map<string, Delivery>();
  let outlet: Outlet | undefined;
  let connected = () => {};
  const connection = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const end = () => {
    clearTimeout(timer);
    for (const operation of operations.values()) operation.stop();
    operations.clear();
    options.ended();
    connected();
  };
  const timer = setTimeout(end, reservedMs);
  return {
    token,
    async connect(request, response) {
      if (outlet) throw new Refusal('conflict', 'STREAM_ALREADY_OPEN', 'the stream is open already');
      clearTimeout(timer);
      const opened = createOutlet(response, options.patienceMs);
      outlet = opened;
      response.writeHead(200, eventStreamHeaders);
      response.write(comment);
      connected();
      const beat = setInterval(() => {
        if (!opened.isFull()) opened.write(comment);
      }, options.heartbeatMs);
      await new Promise<void>((resolve) => whenGone(request, response, resolve));
      clearInterval(beat);
      end();
    },
    add(operationId, warns) {
      if (operations.has(operationId)) {
        throw new Refusal('conflict', 'OPERATION_EXISTS', 'an operation of that name is running');
      }
      if (operations.size >= options.maxOperations) {
        throw new Refusal('limited', 'TOO_MANY_SUBSCRIPTIONS', 'too many operations on one stream');
      }
      const delivery = createDelivery(
        createSharedVoice(operationId, warns, {
          room: () => (outlet ? outlet.room() : connection),
          write: (text) => outlet?.write(text),
          ended: () => operations.delete(operationId),
        }),
      );
      operations.set(operationId, delivery);
      return delivery;
    },
    stop(operationId) {
      operations.get(operationId)?.stop();
      operations.delete(operationId);
    },
    async refresh(caller) {
      await Promise.all([...operations.values()].map((operation) => operation.refresh(caller)));
    },
    close() {
      outlet?.end('');
      end();
    },
  };
}
