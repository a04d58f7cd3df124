import { expiringResult, type Framing, unbuffered } from '../streams/framing.ts';

/** What is said of the token's end: an event of its own to EventSource, a result to those who asked, else a comment. */
export type Warning = 'event' | 'result' | 'comment';

export const eventStreamHeaders = {
  ...unbuffered,
  'content-type': 'text/event-stream; charset=utf-8',
  // The protocol has it so; it keeps middleware from packing the stream.
  'content-encoding': 'none',
} as const;

export const comment = ':\n\n';

/** An event of graphql-sse. JSON has no line breaks but between its words. */
export function eventText(name: string, data: string): string {
  const line = data.includes('\n') || data.includes('\r') ? data.replaceAll(/[\r\n]/g, ' ') : data;
  return `event: ${name}\ndata: ${line}\n\n`;
}

/** The end of a stream; EventSource ignores an event without a data line. */
const completeText = 'event: complete\ndata:\n\n';

/** graphql-sse's «distinct connections mode», with what lets an EventSource go on where it was: `id` and `retry`. */
export function eventFraming(warning: Warning): Framing {
  return {
    headers: eventStreamHeaders,
    opening: comment,
    next: (text, cursor, retryAfterMs) => retryLine(retryAfterMs) + idLine(cursor) + eventText('next', text),
    // Without data it is no event, but noted as the last one's id.
    heartbeat: (cursor) => (cursor === undefined ? comment : `${idLine(cursor)}\n`),
    expiring(expiresAt) {
      if (warning === 'event') return eventText('expiring', JSON.stringify({ expiresAt }));
      if (warning === 'result') return eventText('next', expiringResult(expiresAt));
      return `: {"expiring":{"expiresAt":${expiresAt}}}\n\n`;
    },
    fail(error) {
      const cursor = error.extensions?.cursor;
      return (
        idLine(typeof cursor === 'string' ? cursor : undefined) + eventText('next', JSON.stringify({ errors: [error] }))
      );
    },
    end: completeText,
  };
}

function idLine(cursor: string | undefined): string {
  return cursor === undefined ? '' : `id: ${cursor}\n`;
}

function retryLine(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined ? '' : `retry: ${Math.round(retryAfterMs)}\n`;
}
