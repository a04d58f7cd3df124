import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Authenticate } from '../admission/authenticate.ts';
import { refused } from '../answer.ts';
import type { Arrival, Handle } from '../request.ts';
import { arrive } from './arrive.ts';
import { clientGone } from './client-gone.ts';
import type { DoorOptions } from './graphql-door.ts';
import { jsonOfBody, requireJson, toParams } from './params.ts';
import { readBody } from './read-body.ts';
import { respond, send } from './respond.ts';
import type { Reservations } from './sse/reservations.ts';
import { createSharedDoor, streamTokenOf } from './sse/shared-door.ts';
import { createTicketDoor } from './sse/ticket-door.ts';
import type { Tickets } from './sse/tickets.ts';
import type { OpenStreams } from './streams/open-streams.ts';
import { createTokenDoor, isTokenPath } from './streams/token-door.ts';

type SideDoorOptions = DoorOptions & {
  readonly handle: Handle<Arrival>;
  readonly authenticate: Authenticate;
  readonly open: OpenStreams;
  readonly tickets: Tickets;
  readonly reservations: Reservations;
};

const carries = ['query', 'mutation', 'subscription'] as const;

/**
 * Makes what serves streams beside operations: tickets for them, tokens for those that are open, and those that
 * operations share.
 */
export function createSideDoors({ handle, authenticate, open, tickets, reservations, ...door }: SideDoorOptions) {
  const how = { transport: 'sse', carries, trustedProxies: door.trustedProxies } as const;
  const shared = {
    handle,
    authenticate,
    reservations,
    arrive: (request: IncomingMessage, response: ServerResponse, read: Arrival['read']) =>
      arrive(request, clientGone(response), how, read),
    async readParams(request: IncomingMessage, response: ServerResponse) {
      requireJson(request.headers);
      return toParams(jsonOfBody(await readBody(request, response, door.body)));
    },
  };
  const refresh = createTokenDoor(open, authenticate);
  const giveTicket = createTicketDoor(shared, tickets);
  const share = createSharedDoor(shared);
  const serve = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    if (path === ticketPath) return giveTicket(request, response);
    if (!isTokenPath(path)) return share(request, response);
    const body = JSON.stringify(await refresh(request, path));
    send(request, response, { status: 200, headers: {}, type: 'application/json', body });
  };
  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    try {
      await serve(request, response, path);
    } catch (error) {
      if (!(error instanceof Refusal) || response.headersSent) throw error;
      respond(request, response, refused(error), 'application/json');
    }
  };
}

const ticketPath = '/graphql/tickets';

/** Whether a path is one that streams need beside operations. */
export function isAsidePath(path: string): boolean {
  return path === ticketPath || isTokenPath(path);
}

/** Whether a request to GraphQL is no operation that its own response answers. */
export function isAside(request: IncomingMessage, path: string): boolean {
  return request.method === 'PUT' || isAsidePath(path) || streamTokenOf(request) !== undefined;
}
