import { Refusal } from '@fiscal/kit';
import { deadlineExceeded } from '@fiscal/kit/resilience';
import { type Dispatcher, request } from 'undici';
import { unavailable } from '../fault.ts';
import { isJsonType, toAnswer, toText, UnusableAnswer } from '../read-answer.ts';
import type { SubgraphAnswer } from '../subgraph-client.ts';
import { readEvents } from './read-events.ts';
import type { Opening, Source } from './source.ts';

/** Of an event's own form, around a value. */
const envelopeCharacters = 1_024;

/**
 * Subscribes by server-sent events, in the distinct connections mode of graphql-sse. `dispatcher` opens a connection for
 * each, without a limit to how long it lasts.
 */
export function openEventStreamSource(opening: Opening, dispatcher: Dispatcher): Source {
  const leaving = new AbortController();
  const values = readValues(opening, dispatcher, leaving.signal);
  const source: Source = {
    async next() {
      try {
        return await values.next();
      } catch (error) {
        if (leaving.signal.aborted) return { done: true, value: undefined };
        throw error instanceof Refusal ? error : unavailable(opening.subgraph, String(error), error).refusal;
      }
    },
    async return() {
      leaving.abort();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
}

async function* readValues(
  opening: Opening,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): AsyncGenerator<SubgraphAnswer, void, undefined> {
  const { statusCode, headers, body } = await send(opening, dispatcher, signal);
  try {
    const type = String(headers['content-type']);
    if (isJsonType(type)) {
      yield await readWhole(body, opening.maxAnswerBytes);
      return;
    }
    if (statusCode !== 200 || !/^text\/event-stream\s*(;|$)/i.test(type))
      throw new UnusableAnswer(`status ${statusCode}, ${type.slice(0, 60)}`);
    for await (const { event, data } of readEvents(body, opening.maxAnswerBytes + envelopeCharacters)) {
      if (event === 'complete') return;
      if (event === 'next') yield toAnswer(data);
    }
    throw new UnusableAnswer('the stream broke off');
  } finally {
    // Nobody reads on; that it breaks off is no news.
    body.on('error', () => undefined).destroy();
  }
}

async function send({ url, headers, body, timeoutMs }: Opening, dispatcher: Dispatcher, leaving: AbortSignal) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(deadlineExceeded()), timeoutMs);
  try {
    return await request(url, {
      dispatcher,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body,
      signal: AbortSignal.any([leaving, late.signal]),
      bodyTimeout: 0,
      headersTimeout: timeoutMs,
    });
  } catch (error) {
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** What is refused before it begins is answered as any request. */
async function readWhole(body: AsyncIterable<Buffer>, maxBytes: number): Promise<SubgraphAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new UnusableAnswer('the answer is too large');
    chunks.push(chunk);
  }
  return toAnswer(toText(Buffer.concat(chunks)));
}
