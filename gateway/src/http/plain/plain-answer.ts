import { STATUS_CODES } from 'node:http';
import { turnTime } from '../../turn-clock.ts';
import { headerList, type Told } from '../header-list.ts';
import type { Keeping } from './plain-connections.ts';

/** What goes out. */
export type PlainAnswer = Told & { readonly status: number; readonly body: string | Buffer };

const unfitValue = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * Writes the head of an answer as node's own server does, with the empty line that ends it (RFC 9112, 4); `length` in
 * bytes. Errors: an Error for a value that is none, such as one of two lines.
 */
export function textOfHead(answer: PlainAnswer, length: number, { isClosing, keepMs }: Keeping): string {
  const { status } = answer;
  const list = headerList(answer, length);
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let index = 0; index < list.length; index += 2) {
    const value = list[index + 1];
    if (typeof value === 'string' && unfitValue.test(value)) throw new Error(`a value of ${list[index]} is unfit`);
    text += `${list[index]}: ${value}\r\n`;
  }
  const connection = isClosing() ? 'close' : `keep-alive\r\nKeep-Alive: timeout=${keepMs / 1_000}`;
  return `${text}Date: ${dateText()}\r\nConnection: ${connection}\r\n\r\n`;
}

const shown = { second: 0, text: '' };

/** The time as headers tell it, written once a second. */
function dateText(): string {
  const second = Math.floor(turnTime() / 1_000);
  if (second !== shown.second) {
    shown.second = second;
    shown.text = new Date(second * 1_000).toUTCString();
  }
  return shown.text;
}
