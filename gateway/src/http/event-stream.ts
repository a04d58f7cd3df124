import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { log, Refusal } from '@fiscal/kit';
import { resultText, toError } from '../answer.ts';
import { internalError } from '../execution/errors.ts';
import type { Answer } from '../request.ts';

const heartbeatMs = 12_000;
/** Who has read nothing for so long is taken for gone. */
const patienceMs = 60_000;

/**
 * Writes an answer as server-sent events, as graphql-sse's «distinct connections mode» has it: each result as `next`,
 * then `complete`. Resolves when the stream has ended or the client is gone.
 */
export async function streamEvents(response: ServerResponse, { headers, result }: Answer): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'content-encoding': 'none',
    'x-accel-buffering': 'no',
  });
  response.write(':\n\n');
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  try {
    for await (const text of textsOf(result, gone.signal)) await write(response, next(text), gone.signal);
    // EventSource ignores an event without a data line.
    if (!gone.signal.aborted) response.end('event: complete\ndata:\n\n');
  } finally {
    clearInterval(heartbeat);
  }
}

async function* textsOf(result: Answer['result'], gone: AbortSignal): AsyncGenerator<string> {
  if (!(Symbol.asyncIterator in result)) {
    yield resultText(result);
    return;
  }
  // A generator waiting for the next event would not notice; the stream itself can be told.
  const leave = () => void result.return?.();
  gone.addEventListener('abort', leave, { once: true });
  try {
    if (gone.aborted) leave();
    for await (const part of result) if (part.kind === 'next') yield part.text;
  } catch (error) {
    yield resultText({ errors: [errorOf(error)] });
  } finally {
    gone.removeEventListener('abort', leave);
  }
}

function errorOf(error: unknown) {
  if (error instanceof Refusal) return toError(error);
  log.error({ err: error }, 'a stream failed');
  return internalError();
}

function next(text: string): string {
  return `event: next\ndata: ${text}\n\n`;
}

/** Waits while the client reads more slowly than events come, so that its queue, which is bounded, fills instead. */
async function write(response: ServerResponse, text: string, gone: AbortSignal): Promise<void> {
  if (gone.aborted || response.write(text)) return;
  const signal = AbortSignal.any([gone, AbortSignal.timeout(patienceMs)]);
  await once(response, 'drain', { signal }).catch(() => response.destroy());
}
