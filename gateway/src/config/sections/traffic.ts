import { z } from 'zod';
import { headerFault } from '../../traffic/header-rules.ts';
import { defaultRules } from '../../traffic/options.ts';
import { duration, flag, list, share, size, whole } from '../fields.ts';

const headerName = z.string().superRefine((name, context) => {
  const message = headerFault(name);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const headers = z
  .strictObject({
    propagate: z
      .array(z.union([headerName, z.strictObject({ name: headerName, as: headerName })]))
      .describe("Headers of the client's request that go on, by name, or with `as` under another one."),
    insert: z.record(headerName, z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/)).describe('Headers with fixed values.'),
    remove: list().describe('Names under which nothing goes on, whatever the other lists say.'),
  })
  .partial()
  .describe('Those of single subgraphs are added to those for all.');

const { breaker: usual } = defaultRules;

const breaker = z
  .strictObject({
    window: whole({ min: 1 }).describe('Outcomes that are looked back on.').meta({ default: usual.window }),
    minimumCalls: whole({ min: 1 })
      .describe('Outcomes there must be before the share of failures counts.')
      .meta({ default: usual.minimumCalls }),
    failureShare: share({ max: 2 })
      .describe('Share of failures that opens it; more than 1: never.')
      .meta({ default: usual.failureShare }),
    openMs: duration('ms').describe('How long nothing is sent after it opened.').meta({ default: usual.openMs }),
    maxOpenMs: duration('ms')
      .describe('What that is doubled up to while the subgraph stays away.')
      .meta({ default: usual.maxOpenMs }),
  })
  .partial()
  .describe('Stops calls to a subgraph that does not answer.');

const rules = {
  timeoutMs: duration('ms')
    .describe('For one call with everything in it, within what is left of the request.')
    .meta({ default: defaultRules.timeoutMs }),
  connectTimeoutMs: duration('ms').describe('To connect.').meta({ default: defaultRules.connectTimeoutMs }),
  connections: whole({ min: 1 }).describe('Connections at a time.').meta({ default: defaultRules.connections }),
  pipelining: whole({ min: 1, max: 1_000 })
    .describe('Requests on one connection at a time; with `http2`, streams of a connection.')
    .meta({ default: defaultRules.pipelining }),
  http2: flag().describe('Speaks HTTP/2.').meta({ default: defaultRules.http2 }),
  queue: whole().describe('Calls that may wait for their turn.').meta({ default: defaultRules.queue }),
  maxAnswerBytes: size('B')
    .describe('Of an answer, after decompression.')
    .meta({ default: defaultRules.maxAnswerBytes }),
  compression: flag().describe('Asks for compressed answers.').meta({ default: defaultRules.compression }),
  retryShare: share()
    .describe('Second attempts per call, for queries only.')
    .meta({ default: defaultRules.retryShare }),
  breaker,
  staleBytes: size('B', { min: 0 })
    .describe('Memory for last good values, which answer while it is away; 0: none.')
    .meta({ default: defaultRules.staleBytes }),
  deduplicate: flag().describe('Sends equal queries of equal callers that are under way once.'),
  headers,
};

const all = z.strictObject(rules).partial().prefault({}).describe('For every subgraph.');

const subscriptions = z
  .strictObject({
    protocol: z
      .enum(['ws', 'sse'])
      .describe('`ws`: graphql-transport-ws; `sse`: server-sent events as graphql-sse has them.'),
    url: z.url('must be a URL').optional().describe('Where, if not where its queries go.'),
  })
  .describe('How subscriptions reach it; it takes none without.');

const one = z
  .strictObject({
    url: z.url('must be a URL').describe("Replaces the supergraph's routing URL."),
    subscriptions,
    ...rules,
  })
  .partial()
  .describe('For this subgraph, over what is for all.');

export const traffic = z
  .strictObject({
    all,
    subgraphs: z.record(z.string(), one).default({}).describe("By the subgraph's name in the supergraph."),
    deduplicate: flag()
      .default(defaultRules.deduplicate)
      .describe('Sends equal queries of equal callers that are under way once, whatever the subgraph.'),
  })
  .prefault({})
  .describe('How subgraphs are called.');
