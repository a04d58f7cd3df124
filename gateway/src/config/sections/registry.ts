import { jsonField } from '@fiscal/kit';
import { z } from 'zod';
import { duration, list } from '../fields.ts';

const publicKey = z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().min(1) });
const keySet = z.object({ keys: z.array(publicKey).min(1) }).transform(({ keys }) => keys);
const oneKey = publicKey.transform((key) => [key]);
const signingKey = jsonField(z.union([keySet, oneKey], 'must be an Ed25519 key, a JWK or a JWK Set'));

const endpoints = list()
  .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be an http URL' })).min(1, 'must be one URL at least'))
  .default(['http://localhost:4105/uplink']);

/** `graph` alone is its variant `current`. */
const ref = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,63}(@[^\s\p{C}@][^\p{C}@]{0,62})?$/u, 'must be graph@variant')
  .transform((text) => (text.includes('@') ? text : `${text}@current`));

/** A registry that speaks Uplink. */
export const registry = z
  .strictObject({
    endpoints: endpoints.describe('Uplink endpoints of the registry, asked in turn.'),
    ref: ref.optional().describe('The graph to run, `graph@variant`.'),
    key: z.string().min(1).optional().describe('A key of the registry that may report.'),
    signingKey: signingKey.optional().describe('Public key that launches are signed with: a JWK or JWK Set, as text.'),
    cacheFile: z
      .string()
      .min(1)
      .default('.data/supergraph-launch.json')
      .describe('Keeps the last good launch, to start from while the registry is down.'),
    usageUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http URL' })
      .optional()
      .describe('Where it is reported what clients send; without it, nowhere.'),
    timeoutMs: duration('ms').default(10_000).describe('For an answer of one endpoint.'),
  })
  .prefault({})
  .describe('The registry that says what to run, when `source` is `registry`.');
