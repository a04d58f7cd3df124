import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher, request } from 'undici';
import { remainingMs } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { type ResolveHost, resolveTarget, type Target, unresolved } from './target.ts';

export type Outgoing = {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, from looking the name up to the last byte; less when the call's deadline is nearer. */
  readonly timeoutMs: number;
  /** Of the answer's body. */
  readonly mostBytes: number;
};
export type Incoming = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };
export type GuardedRequest = (url: string, outgoing: Outgoing) => Promise<Incoming>;

/**
 * Makes what calls URLs that users give. A host is resolved once and the connection goes to the address that was
 * checked, so a name cannot change its mind in between. Redirects are not followed: where they lead was not checked.
 * `allowed` are the `host:port` that may be private and speak plain http.
 * Refuses (`invalid`): URL_NOT_ALLOWED, URL_FETCH_FAILED, RESPONSE_TOO_LARGE. What the other side says is never repeated.
 */
export function createGuardedRequest(allowed: ReadonlySet<string>, resolveHost: ResolveHost): GuardedRequest {
  return async (url, outgoing) => {
    const signal = AbortSignal.timeout(remainingMs(outgoing.timeoutMs));
    const target = await resolveTarget(url, allowed, resolveHost, signal);
    const agent = pinnedAgent(target, outgoing.timeoutMs);
    try {
      return await send(target, outgoing, agent, signal);
    } catch (error) {
      throw error instanceof Refusal ? error : unresolved({ cause: error });
    } finally {
      await agent.destroy();
    }
  };
}

/** Names are not looked up again: whatever is asked for, the connection goes to the target's address. */
function pinnedAgent({ address, family }: Target, timeout: number): Agent {
  return new Agent({
    connect: {
      timeout,
      lookup: (_hostname, options, done) => {
        if (options.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  });
}

async function send({ url }: Target, outgoing: Outgoing, dispatcher: Agent, signal: AbortSignal): Promise<Incoming> {
  const { method, headers, body, mostBytes } = outgoing;
  const response = await request(url, { dispatcher, signal, method, headers, body: body ?? null });
  return { status: response.statusCode, headers: response.headers, body: await read(response, mostBytes) };
}

async function read({ headers, body }: Dispatcher.ResponseData, mostBytes: number): Promise<Buffer> {
  if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(mostBytes: number): Refusal {
  return new Refusal('invalid', 'RESPONSE_TOO_LARGE', `the URL answers with more than ${mostBytes} bytes`);
}
