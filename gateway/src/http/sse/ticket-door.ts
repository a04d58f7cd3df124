import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Params } from '../../operation.ts';
import type { Arrival } from '../../request.ts';
import { respond, send } from '../respond.ts';
import { nothing, type SharedDoorOptions } from './shared-door.ts';
import type { Tickets } from './tickets.ts';

/**
 * Makes what gives tickets: `POST /graphql/tickets` with `Authorization` and the GraphQL request that the ticket is to be
 * for. Errors: Refusal `METHOD_NOT_ALLOWED`, `UNAUTHENTICATED`.
 */
export function createTicketDoor(
  { handle, authenticate, arrive, readParams }: Omit<SharedDoorOptions, 'reservations'>,
  tickets: Tickets,
) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') throw new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'use POST');
    let params: Params = nothing;
    const arrival: Arrival = arrive(request, response, async () => {
      params = await readParams(request, response);
      return nothing;
    });
    const answer = await handle(arrival);
    if (answer.status !== 200) return respond(request, response, answer, 'application/json');
    if (!arrival.authorization) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'sign in first');
    const { expiresAt } = await authenticate(arrival.authorization);
    const body = JSON.stringify({ ticket: tickets.seal(arrival.authorization, params), expiresAt });
    send(request, response, { status: 201, headers: answer.headers, type: 'application/json', body });
  };
}
