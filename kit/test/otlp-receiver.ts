import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BinaryReader } from '@bufbuild/protobuf/wire';

/** A span as a collector sees it; `scope` is the library that made it. */
export type ReceivedSpan = {
  readonly scope: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
};

/** A collector: takes OTLP over HTTP as protobuf on a free port and keeps the spans. */
export async function startOtlpReceiver(): Promise<{ url: string; spans: ReceivedSpan[]; stop(): Promise<void> }> {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') spans.push(...readRequest(Buffer.concat(chunks)));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The field numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
function readRequest(request: Uint8Array): ReceivedSpan[] {
  const scopeSpans = fieldsOf(request, 1).flatMap((resourceSpans) => fieldsOf(resourceSpans, 2));
  return scopeSpans.flatMap((group) => {
    const scope = fieldsOf(group, 1).map((fields) => textOf(fields, 1))[0] ?? '';
    return fieldsOf(group, 2).map((span) => ({
      scope,
      name: textOf(span, 5),
      traceId: hexOf(span, 1),
      spanId: hexOf(span, 2),
      parentId: hexOf(span, 4),
    }));
  });
}

/** The values of a length-delimited field of a protobuf message. */
function fieldsOf(message: Uint8Array, field: number): Uint8Array[] {
  const reader = new BinaryReader(message);
  const values: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === field && type === 2) values.push(reader.bytes());
    else reader.skip(type, number);
  }
  return values;
}

const textOf = (message: Uint8Array, field: number) => Buffer.from(fieldsOf(message, field)[0] ?? []).toString('utf8');
const hexOf = (message: Uint8Array, field: number) => Buffer.from(fieldsOf(message, field)[0] ?? []).toString('hex');
