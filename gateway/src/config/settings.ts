import { jwkField, logLevelField } from '@fiscal/kit';
import { z } from 'zod';
import { duration, list } from './fields.ts';
import { authentication, authorization, cost, errors, limits, rateLimit } from './sections/admission.ts';
import { overrides, persistedQueries, planning, supergraph } from './sections/graph.ts';
import { http } from './sections/http.ts';
import { listen } from './sections/listen.ts';
import { live } from './sections/live.ts';
import { telemetry } from './sections/telemetry.ts';
import { traffic } from './sections/traffic.ts';

const brokers = list().refine((all) => all.every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker)), 'must be host:port');

/** Everything that can be set, as `router.yaml` has it. */
export const settings = z
  .strictObject({
    listen,
    internalPrivateJwk: jwkField.describe('Private Ed25519 key of the tokens that subgraphs get, a JWK as text.'),
    logLevel: logLevelField.describe('Of the log.'),
    supergraph,
    authentication,
    authorization,
    kafka: z
      .strictObject({ brokers: brokers.optional().describe('Without any, subscriptions are refused.') })
      .prefault({})
      .describe('Where events come from.'),
    redis: z
      .strictObject({ url: z.url('must be a URL').optional().describe('Without it each gateway counts by itself.') })
      .prefault({})
      .describe('What all gateways have in common.'),
    http,
    live,
    requestTimeoutMs: duration('ms').default(30_000).describe('For everything that happens for one request.'),
    limits,
    cost,
    rateLimit,
    planning,
    persistedQueries,
    traffic,
    overrides,
    telemetry,
    errors,
  })
  .describe('Settings of the router. Any text may name variables of the environment.');

export type Settings = z.output<typeof settings>;
