import type { ServerResponse } from 'node:http';
import type { ClientGone } from '../request.ts';

type OfResponse = ClientGone & { response: ServerResponse };

// A property of a prototype, since a request can afford neither a signal of its own nor an object with accessors:
// each of those has a hidden class that only a major collection takes away, which cost a third of all CPU time.
const ofResponse: ClientGone & ThisType<OfResponse> = {
  get aborted(): boolean {
    return isGone((this as OfResponse).response);
  },
};

/** Says whether the client has gone before its answer was written. */
export function clientGone(response: ServerResponse): ClientGone {
  // It has all the prototype has, and the response.
  const gone = Object.create(ofResponse) as OfResponse;
  gone.response = response;
  return gone;
}

function isGone(response: ServerResponse): boolean {
  return response.destroyed && !response.writableFinished;
}
