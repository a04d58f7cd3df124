import { parseRef } from '../domain/ref.ts';
import {
  type PersistedQueriesResult,
  type RouterConfigResult,
  type RouterEntitlementsResult,
  type Served,
  serve,
  usualDelaySeconds,
} from '../domain/uplink-answer.ts';
import type { ServedVariant } from '../store/index.ts';
import type { Load } from './kept.ts';

/** Everything that routers of a variant are told; undefined where there is no such variant. */
export type VariantAnswers =
  | {
      /** Undefined where there is no good launch with a supergraph. */
      readonly config: Served<RouterConfigResult> | undefined;
      readonly persistedQueries: Served<PersistedQueriesResult>;
      readonly entitlements: Served<RouterEntitlementsResult>;
    }
  | undefined;

/**
 * Makes the answers of a variant out of what is stored. An answer that is as it was stays the same object, so that what
 * was rendered of it is found again. `publicUrl` is where routers reach the registry.
 */
export function createLoadAnswers(
  read: (ref: string) => Promise<ServedVariant | undefined>,
  publicUrl: () => string,
): Load<VariantAnswers> {
  return async (ref, last) => {
    const variant = parseRef(ref) && (await read(ref));
    if (!variant) return undefined;
    const minDelaySeconds = variant.minDelaySeconds ?? usualDelaySeconds;
    return {
      config: variant.launch && unlessSame(last?.config, configOf(variant.launch, minDelaySeconds)),
      persistedQueries: unlessSame(last?.persistedQueries, queriesOf(variant.list, minDelaySeconds, publicUrl())),
      entitlements: unlessSame(last?.entitlements, entitlementsOf(minDelaySeconds)),
    };
  };
}

/** About how much memory answers take. */
export function sizeOfAnswers(answers: VariantAnswers): number {
  // As text, and once more as it was rendered.
  return 2_000 + 2 * (answers?.config?.result.supergraphSDL.length ?? 0);
}

function configOf(
  { id, supergraphSdl, signature }: NonNullable<ServedVariant['launch']>,
  minDelaySeconds: number,
): RouterConfigResult {
  const __typename = 'RouterConfigResult';
  return { __typename, id, supergraphSDL: supergraphSdl, minDelaySeconds, messages: [], signature };
}

function queriesOf(list: ServedVariant['list'], minDelaySeconds: number, url: string): PersistedQueriesResult {
  const chunks = list?.chunks.map((hash) => ({ id: hash, urls: [`${url}/persisted-queries/${hash}`] })) ?? null;
  const id = list ? `${list.id}:${list.revision}` : 'none';
  return { __typename: 'PersistedQueriesResult', id, minDelaySeconds, chunks };
}

function entitlementsOf(minDelaySeconds: number): RouterEntitlementsResult {
  return { __typename: 'RouterEntitlementsResult', id: 'none', minDelaySeconds, entitlement: null };
}

/** An id stands for everything else but the delay. */
function unlessSame<T extends { readonly id: string; readonly minDelaySeconds: number }>(
  last: Served<T> | undefined,
  result: T,
): Served<T> {
  const isSame = last?.result.id === result.id && last.result.minDelaySeconds === result.minDelaySeconds;
  return isSame ? last : serve(result);
}
