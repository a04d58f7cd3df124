import { z } from 'zod';
import { duration, flag, list, share, size, whole } from '../fields.ts';

const shared = {
  connections: whole({ min: 1 }).describe('Connections to it.'),
  pipelining: whole({ min: 1, max: 100 }).describe('Requests on one connection at a time.'),
  http2: flag().describe('Speaks HTTP/2 to it.'),
  timeoutMs: duration('ms').describe('Time for one request, within what is left of the whole.'),
  maxAnswerBytes: size('B').describe('Size of an answer.'),
  maxConcurrent: whole({ min: 1 }).describe('Requests under way; those beyond wait, then are refused.'),
  maxQueued: whole().describe('Requests that wait.'),
  retryShare: share().describe('Retries of queries, as a share of all requests.'),
  breakerFailures: share().describe('Share of failures that opens the breaker.'),
  breakerOpenMs: duration('ms').describe('How long it stays open before it tries again.'),
  propagateHeaders: list().describe("Headers of the client's request that go on."),
};

const all = z
  .strictObject({
    connections: shared.connections.default(64),
    pipelining: shared.pipelining.default(1),
    http2: shared.http2.default(false),
    timeoutMs: shared.timeoutMs.default(30_000),
    maxAnswerBytes: shared.maxAnswerBytes.default(32 * 1024 * 1024),
    maxConcurrent: shared.maxConcurrent.default(256),
    maxQueued: shared.maxQueued.default(1_024),
    retryShare: shared.retryShare.default(0.1),
    breakerFailures: shared.breakerFailures.default(0.5),
    breakerOpenMs: shared.breakerOpenMs.default(5_000),
    propagateHeaders: shared.propagateHeaders.default([]),
  })
  .prefault({})
  .describe('For every subgraph.');

const one = z
  .strictObject({
    url: z.url('must be a URL').describe("Replaces the supergraph's routing URL."),
    ...shared,
  })
  .partial()
  .describe('For this subgraph, instead of `all`.');

export const traffic = z
  .strictObject({
    all,
    subgraphs: z.record(z.string(), one).default({}).describe("By the subgraph's name in the supergraph."),
    deduplicate: flag().default(true).describe('Asks once for equal requests of one caller that are under way.'),
  })
  .prefault({})
  .describe('How subgraphs are asked.');

export const telemetry = z
  .strictObject({
    sampleRatio: share().default(0.01).describe('Share of the requests whose spans are kept.'),
    exposeSubgraphCalls: flag()
      .default(false)
      .describe('Answers tell in `x-fiscal-subgraph-calls` how many requests to subgraphs they took.'),
    serverTiming: flag().default(false).describe('Answers tell in `server-timing` where the time went.'),
  })
  .prefault({})
  .describe('What is told of requests.');
