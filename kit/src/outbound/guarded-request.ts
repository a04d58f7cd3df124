import { isIP } from 'node:net';
import { Agent } from 'undici';
import { Refusal } from '../refusal.ts';
import type { Part } from '../run.ts';
import { guardedLookup, notAllowed } from './guarded-lookup.ts';
import { isPublic } from './public-address.ts';
import { readWithin } from './read-within.ts';

export type Outgoing = {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, from the name's resolution to the last byte. */
  readonly timeoutMs: number;
  /** Of the answer's body; a longer one is refused. */
  readonly mostBytes: number;
};
export type GuardedRequest = (
  url: string,
  outgoing: Outgoing,
) => Promise<{ readonly status: number; readonly body: Buffer }>;

const longestUrl = 2048;

/**
 * Calls addresses that users give. Only https to public addresses, save for the `host:port` pairs in `allow`; redirects
 * are not followed but given as they are.
 * Errors: Refusal URL_NOT_ALLOWED, URL_FETCH_FAILED (nobody answers, or not in time), RESPONSE_TOO_LARGE.
 */
export function createGuardedRequest(allow: ReadonlySet<string>): { request: GuardedRequest; part: Part } {
  const guarded = new Agent({ connect: { lookup: guardedLookup, timeout: 5_000 } });
  const trusted = new Agent({ connect: { timeout: 5_000 } });
  return {
    async request(text, outgoing) {
      const url = readUrl(text);
      const isTrusted = allow.has(authorityOf(url));
      if (!isTrusted) refuseUnlessPublic(url);
      return send(isTrusted ? trusted : guarded, url, outgoing);
    },
    part: {
      name: 'outbound requests',
      start: async () => undefined,
      stop: async () => void (await Promise.all([guarded.destroy(), trusted.destroy()])),
    },
  };
}

function readUrl(text: string): URL {
  const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : null;
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password) throw notAllowed();
  return url;
}

function authorityOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

function refuseUnlessPublic({ protocol, hostname }: URL): void {
  if (protocol !== 'https:') throw notAllowed();
  // An address needs no look-up, so the guarded one never sees it.
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isPublic(address)) throw notAllowed();
}

async function send(agent: Agent, url: URL, outgoing: Outgoing): Promise<{ status: number; body: Buffer }> {
  const { method, headers = {}, body, timeoutMs, mostBytes } = outgoing;
  try {
    const response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body: body ?? null,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.statusCode, body: await readWithin(response.body, mostBytes) };
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('unavailable', 'URL_FETCH_FAILED', 'the address does not answer', { cause });
  }
}
