import { callContext, type MintToken, Refusal, remainingMs } from '@fiscal/kit';
import { createPolicy, createRetryBudget, retry } from '@fiscal/kit/resilience';
import { metrics } from '@opentelemetry/api';
import { type Dispatcher, Pool } from 'undici';
import { readAnswer } from './read-answer.ts';
import type { Call, SubgraphAnswer, SubgraphClient, SubgraphRequest } from './subgraph-client.ts';

const connections = 64;
const queued = 1_000;
const connectTimeoutMs = 2_000;
const retriesPerCall = 0.1;

const calls = metrics
  .getMeter('@fiscal/gateway')
  .createCounter('gateway.subgraph.calls', { description: 'Requests sent to subgraphs' });

/** The refusal for a subgraph that cannot be asked; its text goes to clients, so it names nothing inside. */
function subgraphUnavailable(cause?: unknown): Refusal {
  return new Refusal('unavailable', 'SUBGRAPH_UNAVAILABLE', 'a part of the graph is not available now', { cause });
}

/**
 * Makes the client of a subgraph over HTTP: a pool of connections, a breaker and a bulkhead of its own, a token that
 * says who asks, and what is left of the request's time. Reads are tried once more when the connection fails.
 */
export function createHttpSubgraphClient(name: string, url: URL, mint: MintToken, timeoutMs: number): SubgraphClient {
  const pool = new Pool(url.origin, { connections, connect: { timeout: connectTimeoutMs } });
  const budget = createRetryBudget(retriesPerCall);
  const policy = createPolicy({
    name,
    timeoutMs,
    concurrency: connections,
    queue: queued,
    retries: 0,
    budget: createRetryBudget(0),
    isFailure: isUnavailable,
  });
  const send = (request: SubgraphRequest, call: Call) =>
    policy.execute((signal) => {
      call.subgraphCalls.add();
      calls.add(1, { subgraph: name });
      return post(pool, url, name, mint, request, call, signal);
    });
  return {
    fetch: (request, call) => {
      const retries = isRead(request) ? 1 : 0;
      const giveUp = call.signal ?? new AbortController().signal;
      return retry(() => send(request, call), retries, budget, isUnavailable, giveUp).catch(asUnavailable);
    },
    stop: () => pool.close(),
  };
}

async function post(
  pool: Pool,
  url: URL,
  name: string,
  mint: MintToken,
  request: SubgraphRequest,
  call: Call,
  policySignal: AbortSignal,
): Promise<SubgraphAnswer> {
  const token = await mint(name, call.identity);
  const signal = call.signal && isRead(request) ? AbortSignal.any([policySignal, call.signal]) : policySignal;
  const options: Dispatcher.RequestOptions = {
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      authorization: `Bearer ${token}`,
      'x-correlation-id': callContext()?.correlationId ?? '',
      'x-timeout-ms': String(remainingMs(60_000)),
    },
    body: JSON.stringify(request),
    signal,
  };
  try {
    return await readAnswer(await pool.request(options));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Refusal ? error : subgraphUnavailable(error);
  }
}

/** Only a write begins with the word; the planner writes operations without anything before it. */
function isRead({ query }: SubgraphRequest): boolean {
  return !query.startsWith('mutation');
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'SUBGRAPH_UNAVAILABLE';
}

function asUnavailable(error: unknown): never {
  throw error instanceof Refusal && error.code === 'SERVICE_UNAVAILABLE' ? subgraphUnavailable(error) : error;
}
