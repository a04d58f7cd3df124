import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Tells once when a response is closed, because it was written or because the client is gone. HTTP/2 does not close one
 * that waits for the client's window when the client resets it, and says so by the request only.
 */
export function whenGone(request: IncomingMessage, response: ServerResponse, tell: () => void): void {
  let isTold = false;
  const gone = () => {
    if (isTold) return;
    isTold = true;
    tell();
    if (!response.writableFinished) response.destroy();
  };
  response.once('close', gone);
  request.once('aborted', gone);
  if (response.destroyed || (request.destroyed && response.closed)) gone();
}
