import { StringDecoder } from 'node:string_decoder';
import { UnusableAnswer } from '../read-answer.ts';

/** An event of an event stream: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export type ServerSentEvent = { readonly event: string; readonly data: string };

/**
 * Reads an event stream as it comes. Comments, ids and retry times are passed over.
 * @throws UnusableAnswer when an event is longer than `maxCharacters`.
 */
export async function* readEvents(
  chunks: AsyncIterable<Buffer>,
  maxCharacters: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let event = '';
  let data: string[] = [];
  let size = 0;
  for await (const line of linesOf(chunks, maxCharacters)) {
    if (line === '') {
      if (event !== '' || data.length > 0) yield { event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      size = 0;
      continue;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    size += value.length;
    if (size > maxCharacters) throw new UnusableAnswer('an event is too large');
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
  }
}

/** Lines end with a line feed, a carriage return, or both. */
async function* linesOf(chunks: AsyncIterable<Buffer>, maxCharacters: number): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let size = 0;
  let isAfterReturn = false;
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    let from = isAfterReturn && text[0] === '\n' ? 1 : 0;
    if (text !== '') isAfterReturn = false;
    for (let end = lineEnd(text, from); end >= 0; end = lineEnd(text, from)) {
      parts.push(text.slice(from, end));
      yield parts.join('');
      parts = [];
      size = 0;
      isAfterReturn = text[end] === '\r' && end === text.length - 1;
      from = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
    }
    if (from >= text.length) continue;
    parts.push(text.slice(from));
    size += text.length - from;
    if (size > maxCharacters) throw new UnusableAnswer('a line is too long');
  }
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return -1;
}
