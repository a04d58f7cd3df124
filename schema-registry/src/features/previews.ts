import { createPreviewResolvers } from '../graphql/resolvers/previews.ts';
import { upkeepPart } from '../upkeep-part.ts';
import { createExpirePreviews, createSetPreviews } from '../use-cases/previews.ts';
import type { Core, Feature } from './feature.ts';

const expireEveryMs = 10_000;

/** Variants of a pull request: made by the first publish, gone by themselves. */
export function createPreviews({ transact, now }: Core): Feature {
  return {
    resolvers: [createPreviewResolvers(transact, createSetPreviews(transact, now))],
    parts: [upkeepPart('previews', expireEveryMs, createExpirePreviews(transact, now))],
  };
}
