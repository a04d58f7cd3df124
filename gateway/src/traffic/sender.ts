import type { OnCall } from './call-span.ts';
import type { CallerScopes } from './caller-scope.ts';
import type { Exchange } from './exchange.ts';
import { unsendable } from './fault.ts';

/** Gives an exchange, to the lane that it was given. Whatever becomes of it, its owner hears that it ended. */
export type Send = (exchange: Exchange, nowMs: number) => void;

/** The headers of every request; `compression` asks for compressed answers. */
export function usualHeaders(compression: boolean): readonly string[] {
  const accept = 'application/graphql-response+json, application/json;q=0.9';
  const usual = ['content-type', 'application/json', 'accept', accept];
  return compression ? [...usual, 'accept-encoding', 'br, gzip'] : usual;
}

/** Makes the sender of requests to one URL. */
export function createSend({ pathname, search }: URL, scopes: CallerScopes, onCall: OnCall | undefined): Send {
  const path = `${pathname}${search}`;
  const dispatch = (exchange: Exchange, nowMs: number) => {
    const { request, call, scope, headers: byRule } = exchange.errand;
    const leftMs = (exchange.waiters[0]?.deadlineAt ?? nowMs) - nowMs;
    const headers = ['x-correlation-id', call.correlationId, 'x-timeout-ms', String(leftMs)];
    if (byRule.length > 0) headers.push(...byRule);
    if (onCall) {
      exchange.span = onCall(exchange.owner.subgraph, request, call, exchange.again);
      if (exchange.span) headers.push(...exchange.span.headers);
    }
    // A query may share a connection with others; they take each other down with it, and are sent again.
    const shared = request.type === 'query';
    exchange.lane?.dispatch({ path, shares: scope.headers, headers, body: request.body, shared }, exchange);
  };
  return (exchange, nowMs) => {
    const { scope, call } = exchange.errand;
    if (scope.freshUntilMs > nowMs) return dispatch(exchange, nowMs);
    scopes.renew(scope, call.identity).then(
      () => (exchange.fault ? exchange.owner.ended(exchange, exchange.fault) : dispatch(exchange, nowMs)),
      (error: unknown) => exchange.owner.ended(exchange, unsendable(exchange.owner.subgraph, error)),
    );
  };
}
