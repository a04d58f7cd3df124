import type { Socket } from 'node:net';
import { log } from '@fiscal/kit';
import { resultText } from '../../answer.ts';
import { internalError } from '../../execution/errors.ts';
import type { Result } from '../../operation.ts';
import type { Arrival, Handle } from '../../request.ts';
import { negotiate, type PlainType } from '../accept.ts';
import { arrive } from '../arrive.ts';
import { socketGone } from '../client-gone.ts';
import { codingFor, compress, compressibleLength } from '../compress.ts';
import { jsonOfBody, requireJson, toParams } from '../params.ts';
import { statusOf } from '../respond.ts';
import { type PlainAnswer, textOfHead } from './plain-answer.ts';
import type { Keeping, PlainRequest, TakePlain } from './plain-connections.ts';

export type PlainDoorOptions = {
  readonly maxBytes: number;
  readonly trustedProxies: number;
  readonly compression: boolean;
  readonly corsOrigins: readonly string[];
};

/** Answers what has come. Errors: whatever `Handle` fails with. */
type AnswerPlain = (request: PlainRequest, type: PlainType) => Promise<PlainAnswer>;

const openObject = 0x7b;

/** Makes what answers a plain request that is one operation, and is to be answered as a whole. */
export function createPlainDoor(handle: Handle<Arrival>, options: PlainDoorOptions, keeping: Keeping): TakePlain {
  const answer = createAnswer(handle, options);
  const send = async (request: PlainRequest, type: PlainType, answered: () => void) => {
    const { socket } = request;
    try {
      write(socket, await answer(request, type), keeping, answered);
    } catch (error) {
      log.error({ err: error, method: 'POST', path: '/graphql' }, 'request failed');
      write(socket, failed, keeping, answered);
    }
  };
  return (request, answered) => {
    const { head, body } = request;
    const { plain, stream } = negotiate(head.headers.accept);
    if (!plain || stream || body.length > options.maxBytes || body[0] !== openObject) return false;
    void send(request, plain, answered);
    return true;
  };
}

function createAnswer(handle: Handle<Arrival>, options: PlainDoorOptions): AnswerPlain {
  const { compression, corsOrigins, trustedProxies } = options;
  // Pages of other origins are told that they may read it: a cache has to know, whoever asks first.
  const byOrigin = corsOrigins.length > 0 && !corsOrigins.includes('*');
  const how = { transport: 'http', carries: ['query', 'mutation'], trustedProxies } as const;
  return async (request, type) => {
    const { body: bytes, socket } = request;
    const { headers } = request.head;
    const read = () => {
      requireJson(headers);
      return toParams(jsonOfBody(bytes));
    };
    const answer = await handle(arrive({ method: 'POST', headers, socket }, socketGone(socket), how, read));
    // Streams are for those who ask for them, and they are somebody else's.
    const text = resultText(answer.result as Result);
    const accepted = compression ? headers['accept-encoding'] : undefined;
    const coding = codingFor(text.length, accepted as string | undefined);
    const body = coding === undefined ? text : await compress(text, coding);
    const varies = { isCoded: text.length >= compressibleLength, byOrigin };
    return { status: statusOf(answer, type), headers: answer.headers, type, coding, varies, body };
  };
}

const failed: PlainAnswer = {
  status: 500,
  headers: {},
  type: 'application/json',
  coding: undefined,
  varies: { isCoded: false, byOrigin: false },
  body: resultText({ errors: [internalError()] }),
};

/** Writes an answer at once, and tells when the next one may be written: a client that reads nothing gets no second one. */
function write(socket: Socket, answer: PlainAnswer, keeping: Keeping, answered: () => void): void {
  if (!socket.writable) return;
  const { body } = answer;
  const length = Buffer.byteLength(body);
  const head = textOfHead(answer, length, keeping);
  // As many bytes as characters: none of them needs encoding.
  const isText = typeof body === 'string' && length === body.length;
  if (!isText) socket.cork();
  let goesOn = socket.write(isText ? head + body : head, 'latin1');
  if (!isText) {
    goesOn = socket.write(body);
    socket.uncork();
  }
  if (goesOn) answered();
  else socket.once('drain', answered);
}
