import { z } from 'zod';
import { duration, flag, list, size, whole } from '../fields.ts';

const batching = z
  .strictObject({
    enabled: flag().default(false).describe('Takes a list of requests in one body; each is counted for the limits.'),
    max: whole({ min: 1, max: 1_000 }).default(10).describe('Requests in one body.'),
  })
  .prefault({})
  .describe('Several requests in one.');

const streams = z
  .strictObject({
    heartbeatMs: duration('ms').default(12_000).describe('Between signs of life on a stream or a WebSocket.'),
    patienceMs: duration('ms').default(60_000).describe('A client that takes nothing for so long is cut off.'),
    initTimeoutMs: duration('ms').default(3_000).describe('For a WebSocket to say who it is.'),
    maxWaitingPerAddress: whole({ min: 1 })
      .default(500)
      .describe('WebSockets from one address (an IPv6 /64) that have not said so yet.'),
    maxOperations: whole({ min: 1, max: 10_000 })
      .default(100)
      .describe('Operations that run at a time on one WebSocket, or on one event stream of several.'),
  })
  .prefault({})
  .describe('Subscriptions, by whatever transport.');

export const http = z
  .strictObject({
    maxBodyBytes: size('B')
      .default(15 * 1024 * 1024)
      .describe('Size of a body, after it is inflated.'),
    readTimeoutMs: duration('ms').default(15_000).describe('Time for a body to come.'),
    csrf: flag()
      .default(true)
      .describe(
        'Refuses what a foreign page can make a browser send unasked: a GET needs a header that a page cannot set.',
      ),
    corsOrigins: list().default([]).describe('Origins whose pages may read answers; `*` for all.'),
    trustedProxies: whole({ max: 100 }).default(0).describe('Proxies in front whose `X-Forwarded-For` is believed.'),
    batching,
    compression: flag().default(true).describe('Compresses answers of 1 KiB and more for those who accept it.'),
    graphiql: flag().default(true).describe('Serves GraphiQL at `/`.'),
    streams,
  })
  .prefault({})
  .describe('The door for GraphQL over HTTP.');
