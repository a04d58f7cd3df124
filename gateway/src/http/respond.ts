import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from '@fiscal/kit';
import { resultText } from '../answer.ts';
import type { Result } from '../operation.ts';
import type { Answer } from '../request.ts';
import type { PlainType } from './accept.ts';
import { codingFor, compress, compressibleLength } from './compress.ts';
import { headerList } from './header-list.ts';
import { drain } from './read-body.ts';

/** Writes one GraphQL response. */
export function respond(request: IncomingMessage, response: ServerResponse, answer: Answer, type: PlainType): void {
  // A stream never comes here: doors that carry none refuse what would open one.
  const body = resultText(answer.result as Result);
  send(request, response, { status: statusOf(answer, type), headers: answer.headers, type, body });
}

type Outgoing = {
  readonly status: number;
  readonly headers: Answer['headers'];
  readonly type: string;
  /** JSON text. */
  readonly body: string;
};

/**
 * Writes a body of JSON text, compressed when the client takes that; what is still to come of the request is thrown away.
 * An answer may be kept by nobody unless its headers say otherwise.
 */
export function send(request: IncomingMessage, response: ServerResponse, outgoing: Outgoing): void {
  const { body } = outgoing;
  const coding = codingFor(body.length, request.headers['accept-encoding'] as string | undefined);
  if (coding === undefined) {
    write(request, response, outgoing, body, undefined);
    return;
  }
  compress(body, coding)
    .then((bytes) => write(request, response, outgoing, bytes, coding))
    .catch((error: unknown) => {
      log.error({ err: error }, 'an answer could not be compressed');
      response.destroy();
    });
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, type, body }: Outgoing,
  bytes: string | Buffer,
  coding: string | undefined,
): void {
  if (response.destroyed) return;
  const length = Buffer.byteLength(bytes);
  const varies = { isCoded: body.length >= compressibleLength, byOrigin: response.hasHeader('vary') };
  response.writeHead(status, headerList({ headers, type, coding, varies }, length));
  // As many bytes as characters: none of them needs encoding.
  response.end(bytes, length === bytes.length ? 'latin1' : 'utf8');
  if (!request.complete) drain(request);
}

/**
 * GraphQL over HTTP, 6.4: in plain JSON a well-formed request is answered with 200 whatever came of it, since clients
 * of old take any other status for a failure of the transport; the type made for GraphQL tells more.
 */
export function statusOf({ kind, status }: Answer, type: PlainType): number {
  return kind === 'answered' && type === 'application/json' ? 200 : status;
}
