import { type Exchange, exchange } from '../raw-client.ts';
import type { MeasuredGateway } from './measured-gateway.ts';

/** What one attack comes to: the status of the answer and its code, or `closed` when there was none. */
export type Outcome = string;

export type Attack = {
  readonly name: string;
  /** Sends it; `salt` makes it one that no cache has seen. */
  send(target: MeasuredGateway, salt: string): Promise<Outcome>;
  readonly expected: Outcome;
};

type Sent = { readonly headers?: Record<string, string>; readonly method?: string; readonly search?: string };

/** Posts a body as it is, as somebody who has signed in. */
export async function post(
  { url, token }: MeasuredGateway,
  body: string | Uint8Array<ArrayBuffer>,
  { headers, method = 'POST', search = '' }: Sent = {},
): Promise<Outcome> {
  const response = await fetch(`${url}/graphql${search}`, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${token}`,
      ...headers,
    },
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
  return outcomeOf(response.status, await response.text());
}

/** Posts a document with its variables. */
export function query(target: MeasuredGateway, text: string, rest: Record<string, unknown> = {}): Promise<Outcome> {
  return post(target, JSON.stringify({ query: text, ...rest }));
}

/** Sends bytes on a connection of its own. */
export async function bytes(
  { port }: MeasuredGateway,
  sent: string | Uint8Array,
  isEnough?: (text: string) => boolean,
): Promise<Outcome> {
  return outcomeOfExchange(await exchange(port, sent, isEnough));
}

/** Of the first answer on a connection. */
export function outcomeOfExchange({ status, text }: Exchange): Outcome {
  return status === 0 ? 'closed' : outcomeOf(status, text);
}

function outcomeOf(status: number, text: string): Outcome {
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return code === undefined ? `${status}` : `${status} ${code}`;
}
