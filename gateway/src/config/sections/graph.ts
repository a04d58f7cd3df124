import { z } from 'zod';
import { duration, flag, list, share, size, whole } from '../fields.ts';
import { registry } from './registry.ts';

const contract = z
  .strictObject({
    include: list().default([]).describe('Only what carries one of these tags is shown; empty shows all.'),
    exclude: list().default([]).describe('What carries one of these tags is not shown.'),
  })
  .describe('Shows a part of the graph, chosen by `@tag`.');

export const supergraph = z
  .strictObject({
    source: z.enum(['file', 'registry'], 'must be file or registry').default('file').describe('Where it comes from.'),
    path: z.string().min(1).default('supergraph/supergraph.graphql').describe('File with the supergraph schema.'),
    watch: flag().default(true).describe('Loads the file again when it changes.'),
    registry,
    contract: contract.optional(),
  })
  .superRefine((settings, context) => {
    const isSource = settings.source === 'registry';
    const reports = settings.registry.usageUrl !== undefined;
    for (const name of ['ref', 'key', 'signingKey'] as const) {
      const isNeeded = isSource || (reports && name !== 'signingKey');
      if (isNeeded && settings.registry[name] === undefined) {
        const message = 'is needed when the source is registry, or usage is reported to it';
        context.addIssue({ code: 'custom', path: ['registry', name], message });
      }
    }
  })
  .prefault({})
  .describe('Any federation 2 supergraph.');

export const planning = z
  .strictObject({
    timeoutMs: duration('ms').default(10_000).describe('Time for the first plan of an operation.'),
    maxMemoryMb: size('MiB', { min: 64 }).default(512).describe('Memory of a thread that plans.'),
    threads: whole({ min: 1, max: 64 }).default(1).describe('Threads that plan.'),
    debug: flag().default(false).describe('Shows plans and generated code to whoever asks; for development only.'),
  })
  .prefault({})
  .describe('How operations are compiled, each once.');

export const persistedQueries = z
  .strictObject({
    enabled: flag().default(true).describe('Takes the hash of a document that it has seen (APQ).'),
    ttlSeconds: duration('s').default(86_400).describe('How long a document is kept after it was last asked for.'),
  })
  .prefault({})
  .describe('Automatic persisted queries.');

const percent = z.strictObject({ percent: share({ max: 100 }).describe('Share of the requests.') });
const byHeader = z.strictObject({
  header: z.string().min(1).describe('A header of the client.'),
  value: z.string().optional().describe('What it must say; anything when absent.'),
});
const byFlag = z.strictObject({ flag: flag().describe('On or off for all.') });

const label = z
  .union([percent, byHeader, byFlag], 'must be one of percent (0 to 100), header (and value), flag')
  .describe('Whom a progressive override holds for.');

export const overrides = z
  .strictObject({ labels: z.record(z.string(), label).default({}).describe('By the label of `@override`.') })
  .prefault({})
  .describe('Progressive overrides.');
