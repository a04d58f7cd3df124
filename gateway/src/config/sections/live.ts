import { z } from 'zod';
import { duration, list, whole } from '../fields.ts';

const leastKeyLength = 32;

const opening = z
  .strictObject({
    points: whole({ min: 1 })
      .default(2_000)
      .describe('Subscriptions that may be opened at once, and again in a window.'),
    windowMs: duration('ms').default(2_000),
  })
  .prefault({})
  .describe('How fast subscriptions are let in: all clients of a gateway that is gone come at once.');

const replay = z
  .strictObject({
    reads: whole({ min: 1 }).default(16).describe('Of the log, at a time.'),
    readsOfTenant: whole({ min: 1 }).default(4).describe('Of them, for one organisation.'),
    recordsPerSecond: whole({ min: 1 }).default(20_000).describe('That are read for one organisation.'),
  })
  .prefault({})
  .describe('How much is read again for clients that come back.');

const revocations = z
  .strictObject({
    topic: z.string().min(1).default('auth-events'),
    type: z.string().min(1).default('fiscal.session.revoked.v1'),
  })
  .prefault({})
  .describe('The events that tell of sessions that end before their time.');

export const live = z
  .strictObject({
    cursorKeys: list()
      .refine(
        (keys) => keys.every((key) => key.length >= leastKeyLength),
        `must be ${leastKeyLength} characters at least`,
      )
      .default([])
      .describe(
        'Secrets of cursors, the same for all gateways: the first signs, all are good. Derived from the key of internal tokens when there is none.',
      ),
    publicFields: list()
      .default([])
      .describe(
        "Subscription fields that take the events which are nobody's, for every organisation, besides those that the schema says it of.",
      ),
    maxSubscriptions: whole({ min: 1 }).default(10_000).describe('Open at a time.'),
    maxSubscriptionsPerTenant: whole({ min: 1 }).default(1_000).describe('Open at a time, of one organisation.'),
    queue: whole({ min: 2 }).default(1_000).describe('Events that may wait for one client.'),
    fanout: z
      .enum(['auto', 'kafka'])
      .default('auto')
      .describe(
        'auto: where there is a Redis, one gateway reads each partition and hands on to the others. kafka: each reads for itself.',
      ),
    prefix: z
      .string()
      .min(1)
      .default('fiscal:live')
      .describe('Begins the names of channels and keys in Redis: other for each fleet that shares one.'),
    opening,
    replay,
    spreadMs: duration('ms').default(10_000).describe('Within this time those come back who are sent away together.'),
    revocations,
  })
  .prefault({})
  .describe('Subscriptions to events.');
