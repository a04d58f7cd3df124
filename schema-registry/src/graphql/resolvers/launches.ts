import type { Launch } from '../../domain/launch.ts';
import type { Loaders } from '../loaders.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

/** What there is to read of launches. */
export function createLaunchResolvers({ launch, text }: Loaders): ResolverMap {
  const buildInput: Field<Launch> = async ({ cause, compositionVersion, sourceLaunchId }) => {
    if (cause !== 'contract') return { __typename: 'CompositionBuildInput', version: compositionVersion };
    const source = await launch(sourceLaunchId);
    return { __typename: 'FilterBuildInput', schemaHash: source?.supergraphHash ?? '' };
  };
  const result: Field<Launch> = ({ status, errors, supergraphHash }) => {
    if (status === 'failed') return { __typename: 'BuildFailure', errorMessages: errors };
    // A monolith has nothing that routers could run.
    return supergraphHash === null ? null : { __typename: 'BuildSuccess', coreSchema: { supergraphHash } };
  };
  return {
    Launch: { buildInput, build: (each: Launch) => each },
    Build: { result },
    CoreSchema: { coreDocument: ({ supergraphHash }: { supergraphHash: string }) => text(supergraphHash) },
  };
}
