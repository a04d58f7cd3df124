import { z } from 'zod';
import { duration, flag, list, whole } from '../fields.ts';

export const authentication = z
  .strictObject({
    jwksUrl: z
      .url('must be a URL')
      .default('http://localhost:4101/.well-known/jwks.json')
      .describe("The issuer's public keys."),
    issuer: z.string().min(1).default('http://localhost:4000').describe('`iss` of access tokens.'),
    audience: z.string().min(1).default('fiscal-graph').describe('`aud` of access tokens.'),
  })
  .prefault({})
  .describe('Who issues access tokens.');

const policy = z
  .strictObject({
    roles: list().optional().describe('Whoever has one of these roles.'),
    tiers: list().optional().describe('Whose organisation is of one of these tiers.'),
    tenants: list().optional().describe('Who is of one of these organisations, by id.'),
    scopes: list().optional().describe('Whose access token has all of these scopes.'),
  })
  .refine((terms) => Object.values(terms).some(Boolean), 'must say who it is for: roles, tiers, tenants or scopes')
  .describe('Holds for a user who fits each list that is given.');

export const authorization = z
  .strictObject({
    policies: z.record(z.string(), policy).default({}).describe('By the name that `@policy` gives.'),
  })
  .prefault({})
  .describe('What the names in `@policy` mean.');

const introspection = z
  .union(
    [z.enum(['everyone', 'nobody']), z.strictObject({ roles: z.array(z.string().min(1)).min(1) })],
    'must be everyone, nobody, or a list of roles',
  )
  .default('everyone')
  .describe('Who may ask for the schema.');

export const limits = z
  .strictObject({
    maxTokens: whole({ min: 1 }).default(5_000).describe('Words of a document.'),
    maxDepth: whole({ min: 1 }).default(20).describe('Fields within fields, introspection apart.'),
    maxFields: whole({ min: 1 }).default(5_000).describe('Fields, fragments written out.'),
    maxAliases: whole({ min: 1 }).default(200).describe('Fields that go by another name.'),
    maxRootFields: whole({ min: 1 }).default(50).describe('Fields at the root.'),
    maxDirectives: whole({ min: 1 }).default(200).describe('Directives.'),
    maxListItems: whole({ min: 1 }).default(1_000).describe('Items of a list in a variable.'),
    introspection,
  })
  .prefault({})
  .describe('What a document may be; checked before anything is spent on it.');

const tiers = (anonymous: number, free: number, pro: number, enterprise: number) =>
  z
    .strictObject({
      anonymous: whole({ min: 1 }).default(anonymous).describe('Callers without a good token, by address.'),
      free: whole({ min: 1 }).default(free),
      pro: whole({ min: 1 }).default(pro),
      enterprise: whole({ min: 1 }).default(enterprise),
    })
    .prefault({});

export const cost = z
  .strictObject({
    mode: z.enum(['off', 'measure', 'enforce']).default('measure').describe('`measure` counts and refuses nothing.'),
    max: tiers(1_000, 5_000, 20_000, 100_000).describe('Points that one operation may be estimated at, by tier.'),
    assumedListSize: whole({ min: 1 }).default(10).describe('Length of lists that say nothing about it.'),
  })
  .prefault({})
  .describe('Demand control by `@cost` and `@listSize`.');

const guarded = z
  .strictObject({
    account: z.string().min(1).optional().describe('Argument that names an account, such as `input.email`.'),
    perAddress: whole({ min: 1 }).default(30).describe('Times a window, from one address.'),
    perAccount: whole({ min: 1 }).default(10).describe('Times a window, about one account.'),
  })
  .describe('A root field that is limited by itself, such as signing in.');

export const rateLimit = z
  .strictObject({
    windowSeconds: duration('s').default(60).describe('What the points are for.'),
    points: tiers(1_000, 10_000, 100_000, 1_000_000).describe('For an organisation of the tier, and for an address.'),
    redisTimeoutMs: duration('ms').default(50).describe('After that each gateway counts by itself.'),
    localShare: z.number().gt(0).max(1).default(1).describe('Of the points, for one gateway while Redis is away.'),
    guarded: z.record(z.string(), guarded).default({}).describe('By the name of a root field.'),
  })
  .prefault({})
  .describe('How much may be asked within a window.');

export const errors = z
  .strictObject({
    mask: flag().default(true).describe('Shows faults as `INTERNAL` with an id that finds the line of the log.'),
  })
  .prefault({})
  .describe('What clients get to see of faults.');
