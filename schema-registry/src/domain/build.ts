import type { Fault, GitContext, Hint, LaunchCause, LaunchInput } from './launch.ts';
import type { Variant } from './variant.ts';

/** What came of a try to build what is served; a monolith has no supergraph. */
export type Build =
  | { readonly supergraphSdl: string | null; readonly apiSdl: string; readonly hints: readonly Hint[] }
  | { readonly errors: readonly Fault[] };

/** A launch of a variant before it is stored, which gives it its number and its time. */
export type Draft = {
  /** What the variant is from this launch on. */
  readonly kind: Variant['kind'];
  readonly cause: LaunchCause;
  readonly inputs: readonly LaunchInput[];
  readonly compositionVersion: string | null;
  readonly build: Build;
  readonly git: GitContext | null;
  readonly sourceLaunchId: string | null;
};

const neverSchema = new Set([
  'INVALID_GRAPHQL',
  'INVALID_SUBGRAPH_NAME',
  'SCHEMA_TOO_LARGE',
  'TOO_MANY_SUBGRAPHS',
  'UNKNOWN_FEDERATION_LINK_VERSION',
]);

/** Of the faults of a publication, those that no change of another subgraph could ever heal. */
export function faultsOfForm(errors: readonly Fault[]): readonly Fault[] {
  return errors.filter(({ code }) => code !== null && neverSchema.has(code));
}
