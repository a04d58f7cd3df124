import { Refusal } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import { type Build, faultsOfForm } from '../domain/build.ts';
import { composerVersion } from '../domain/composition/composer-version.ts';
import { hashOf } from '../domain/document.ts';
import type { Fault, GitContext, Launch, LaunchCause } from '../domain/launch.ts';
import { type Publication, type Published, publish, requireFit } from '../domain/publication.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import type { Compose } from './build-variant.ts';
import type { ChangeVariant, Step } from './change-variant.ts';
import type { KeepContracts } from './keep-contracts.ts';
import type { State } from './read-state.ts';

/** What a publish did. Without a launch nothing was to be done; `latest` is then the launch that there is already. */
export type SubgraphsPublished = Pick<Published, 'created' | 'updated' | 'removed'> & {
  readonly launch: Launch | undefined;
  readonly latest: Launch | undefined;
  readonly contracts: readonly Launch[];
};

/** Publishes and removes subgraphs of a variant, all at once or not at all. */
export type PublishSubgraphs = (
  caller: Caller,
  ref: GraphRef,
  publication: Publication,
  git: GitContext | null,
) => Promise<SubgraphsPublished>;

/**
 * Makes what publishes. Whether what does not compose is refused or stored as a failed launch, the variant's settings
 * say; what is no schema at all is always refused.
 * @throws Refusal `FORBIDDEN`, `COMPOSITION_FAILED`, those of `requireFit`, of `ChangeVariant` and of `RunWork`
 */
export function createPublishSubgraphs(
  changeVariant: ChangeVariant,
  compose: Compose,
  keepContracts: KeepContracts,
  maxSdlBytes: number,
): PublishSubgraphs {
  return async (caller, ref, publication, git) => {
    requireAllowed(caller, ref, publication);
    requireFit(publication, maxSdlBytes);
    let published: Published | undefined;
    const alongside = keepContracts.with(caller, ref, publication, git);
    const { state, launch, contracts } = await changeVariant(caller, ref, async (state) => {
      if (state.variant?.kind === 'contract') throw isContract(ref);
      // What a monolith has is no subgraph: publishing one makes it another kind of variant.
      published = publish(state.variant?.kind === 'monolith' ? [] : state.sources, publication);
      if (isUnchanged(published, state)) return undefined;
      const build = await compose(published.sources);
      requireFitBuild(build, state);
      const step = stepOf(published, build, git, publication.subgraphs.length > 0 ? 'publish' : 'removal');
      return { ...step, alongside };
    });
    if (!launch) await keepContracts.alone(alongside);
    const { created = [], updated = [], removed = [] } = published ?? {};
    return { created, updated, removed, launch, latest: launch ?? state.latest, contracts };
  };
}

function requireAllowed(caller: Caller, { graphId, variant }: GraphRef, { subgraphs, remove }: Publication): void {
  for (const subgraph of [...subgraphs.map(({ name }) => name), ...remove]) {
    if (may(caller, 'publish', { graphId, variant, subgraph })) continue;
    throw new Refusal(
      'forbidden',
      'FORBIDDEN',
      `this key may not publish subgraph ${subgraph} of ${graphId}@${variant}`,
    );
  }
}

function isUnchanged({ created, updated, removed }: Published, { variant }: State): boolean {
  return variant?.kind === 'federated' && created.length + updated.length + removed.length === 0;
}

function requireFitBuild(build: Build, { variant }: State): void {
  if (!('errors' in build)) return;
  const ofForm = faultsOfForm(build.errors);
  if (ofForm.length > 0) throw refusalOf(ofForm, ofForm[0]?.code ?? 'INVALID_GRAPHQL');
  if (variant?.settings.refusesBroken) throw refusalOf(build.errors, 'COMPOSITION_FAILED');
}

const mostTold = 20;

function refusalOf(faults: readonly Fault[], code: string): Refusal {
  const lines = faults.slice(0, mostTold).map(({ message, code: each }) => (each ? `${each}: ${message}` : message));
  return new Refusal('invalid', code, `nothing was published, for it does not compose:\n${lines.join('\n')}`);
}

function isContract(ref: GraphRef): Refusal {
  const message = `${printRef(ref)} is a contract: what is published to its source reaches it`;
  return new Refusal('conflict', 'VARIANT_IS_CONTRACT', message);
}

function stepOf(
  { sources, created, updated }: Published,
  build: Build,
  git: GitContext | null,
  cause: LaunchCause,
): Step {
  const changed = new Set([...created, ...updated]);
  return {
    draft: {
      kind: 'federated',
      cause,
      inputs: sources.map(({ name, url, sdl }) => ({ name, url, sdlHash: hashOf(sdl) })),
      compositionVersion: composerVersion,
      build,
      git,
      sourceLaunchId: null,
    },
    documents: sources.flatMap(({ name, sdl }) => (changed.has(name) ? [sdl] : [])),
  };
}
