import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../../until.ts';
import { createReader, type Reader } from '../protocol/reader.ts';
import { createWriter, type Writer } from '../protocol/writer.ts';
import { createFrames } from '../server/frames.ts';

export type RawConnection = {
  /** Sends bytes as they are. */
  readonly write: (bytes: Buffer) => void;
  /** Sends a request and answers its correlation id, without waiting. */
  readonly send: (apiKey: number, version: number, body: (writer: Writer) => void) => number;
  /** The next response, after its correlation id. */
  readonly receive: () => Promise<{ readonly correlationId: number; readonly body: Reader }>;
  readonly closed: () => Promise<unknown>;
  /** Sends nothing more; the broker closes once it has dealt with what was sent. */
  readonly finish: () => Promise<unknown>;
  readonly end: () => void;
};

/** A connection that speaks the protocol by hand, to say what kafkajs never would. */
export async function connectRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const frames = createFrames(1 << 30);
  const received: Buffer[] = [];
  let correlationId = 0;
  socket.on('data', (chunk) => received.push(...frames.push(chunk)));
  socket.on('error', () => undefined); // a reset shows as closed
  const closed = () => until('the connection to be closed', 15_000, () => socket.destroyed);
  return {
    write: (bytes) => void socket.write(bytes),
    send(apiKey, version, body) {
      correlationId += 1;
      socket.write(encodeRequest(apiKey, version, correlationId, body));
      return correlationId;
    },
    async receive() {
      await until('a response', 15_000, () => received.length > 0);
      const body = createReader(received.shift() as Buffer); // there is one
      return { correlationId: body.int32(), body };
    },
    closed,
    finish() {
      socket.end();
      return closed();
    },
    end: () => socket.destroy(),
  };
}

/** A request with its header and length, ready to be sent. */
export function encodeRequest(
  apiKey: number,
  version: number,
  correlationId: number,
  writeBody: (writer: Writer) => void,
): Buffer {
  const writer = createWriter();
  writer.int16(apiKey);
  writer.int16(version);
  writer.int32(correlationId);
  writer.nullableString('raw');
  writeBody(writer);
  const body = Buffer.concat(writer.finish());
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}
