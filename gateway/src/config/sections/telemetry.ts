import { z } from 'zod';
import { flag, share } from '../fields.ts';

export const telemetry = z
  .strictObject({
    sampleRatio: share().default(0.01).describe('Share of the requests whose spans are kept.'),
    trustClients: flag()
      .default(false)
      .describe('A trace that a client says is sampled is kept: only where all clients are your own services.'),
    exposeSubgraphCalls: flag()
      .default(false)
      .describe('Answers tell in `x-fiscal-subgraph-calls` how many requests to subgraphs they took.'),
    serverTiming: flag().default(false).describe('Answers tell in `server-timing` where the time went.'),
  })
  .prefault({})
  .describe('What is told of requests.');
