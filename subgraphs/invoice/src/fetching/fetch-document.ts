import { Refusal, remainingMs } from '@fiscal/kit';
import { Agent, type Dispatcher, request } from 'undici';
import { documentTooLarge, maxDocumentBytes } from '../domain/content.ts';
import { type ResolveHost, resolveTarget, type Target } from './target.ts';

/** Fetches the document at a URL that a user gave. */
export type FetchDocument = (url: string) => Promise<Buffer>;

const timeoutMs = 10_000;

/**
 * Makes the fetcher. A host is resolved once and the connection goes to the address that was checked, so a name cannot
 * change its mind in between. Redirects are not followed: where they lead was not checked. 10 s in all, 10 MiB at most.
 * `allowed` are the `host:port` that may be private and speak plain http.
 * Refuses (`invalid`): URL_NOT_ALLOWED, URL_FETCH_FAILED, DOCUMENT_TOO_LARGE. What the other side says is never repeated.
 */
export function createFetchDocument(allowed: readonly string[], resolveHost: ResolveHost): FetchDocument {
  return async (url) => {
    const signal = AbortSignal.timeout(remainingMs(timeoutMs));
    const target = await resolveTarget(url, allowed, resolveHost, signal);
    const agent = pinnedAgent(target);
    try {
      return await download(target, agent, signal);
    } catch (error) {
      throw error instanceof Refusal ? error : failed({ cause: error });
    } finally {
      await agent.destroy();
    }
  };
}

/** Names are not looked up again: whatever is asked for, the connection goes to the target's address. */
function pinnedAgent({ address, family }: Target): Agent {
  return new Agent({
    connect: {
      timeout: timeoutMs,
      lookup: (_hostname, options, done) => {
        if (options.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
}

async function download({ url }: Target, dispatcher: Agent, signal: AbortSignal): Promise<Buffer> {
  const headers = { accept: 'application/xml, text/xml', 'accept-encoding': 'identity', 'user-agent': 'fiscal-graph' };
  const response = await request(url, { dispatcher, signal, headers });
  if (response.statusCode !== 200 || isEncoded(response)) throw failed();
  if (Number(response.headers['content-length'] ?? 0) > maxDocumentBytes) throw documentTooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxDocumentBytes) throw documentTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A compressed body was not asked for, and expanding one is a way to hide its size. */
function isEncoded({ headers }: Dispatcher.ResponseData): boolean {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding !== 'identity';
}

function failed(options?: ErrorOptions): Refusal {
  return new Refusal('invalid', 'URL_FETCH_FAILED', 'the document could not be fetched from its URL', options);
}
