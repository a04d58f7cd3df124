import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../admission/authenticate.ts';
import type { Arrival, Handle } from '../request.ts';
import type { Batching } from './batch.ts';
import { createOperationDoor } from './operation-door.ts';
import type { BodyLimits } from './read-body.ts';
import { createSideDoors, isAside } from './side-doors.ts';
import { createReservations } from './sse/reservations.ts';
import { createTickets } from './sse/tickets.ts';
import { createOpenStreams } from './streams/open-streams.ts';
import type { StreamOptions } from './streams/stream-response.ts';

export type DoorOptions = {
  readonly body: BodyLimits;
  /** How many proxies stand in front and may be believed about the client's address. */
  readonly trustedProxies: number;
  /** Whether requests are refused that a foreign page can make a browser send unasked. */
  readonly csrf: boolean;
  readonly batching: Batching;
  readonly streams: StreamOptions & { readonly maxOperations: number };
  /** What tickets for streams are sealed by; the same for all gateways. */
  readonly secret: string;
};

export type GraphqlDoor = {
  serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** Ends the event streams that are open for operations to come. */
  stop(): void;
};

/** Makes the door for GraphQL over HTTP, and for streams over HTTP: server-sent events, and Apollo's multipart protocol. */
export function createGraphqlDoor(
  handle: Handle<Arrival>,
  authenticate: Authenticate,
  options: DoorOptions,
): GraphqlDoor {
  const open = createOpenStreams();
  const tickets = createTickets(options.secret);
  const reservations = createReservations(options.streams, open);
  const operations = createOperationDoor({ ...options, handle, authenticate, open, tickets });
  const aside = createSideDoors({ ...options, handle, authenticate, open, tickets, reservations });
  return {
    serve: (request, response, path) =>
      isAside(request, path) ? aside(request, response, path) : operations(request, response),
    stop: () => reservations.closeAll(),
  };
}
