import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const outcomes: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'REQUEST_TIMEOUT', 'the request did not come in time'],
  HPE_HEADER_OVERFLOW: [431, 'HEADERS_TOO_LARGE', 'the headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'PAYLOAD_TOO_LARGE', 'the body has too much beside its chunks'],
};
const unfit = [400, 'BAD_REQUEST', 'this is not HTTP'] as const;

/**
 * Answers what is no HTTP/1.1 request, and closes: what follows on the connection could be anything (RFC 9112, 11.2).
 * In the middle of another answer nothing can be said.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex & { bytesWritten?: number }): void {
  const busy = (socket as { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent;
  if (!socket.writable || error.code === 'ECONNRESET' || busy) {
    socket.destroy();
    return;
  }
  const [status, code, message] = outcomes[error.code ?? ''] ?? unfit;
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
