import { Refusal } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import { hashOf } from '../domain/document.ts';
import type { Fault, GitContext, Launch } from '../domain/launch.ts';
import type { ChangeSummary } from '../domain/monolith/summarize-changes.ts';
import { requireFitSdl } from '../domain/publication.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import { monolithInput } from '../domain/variant.ts';
import type { RunWork } from '../workers/work.ts';
import type { ChangeVariant } from './change-variant.ts';
import type { State } from './read-state.ts';

/** What publishing a monolith did: without a launch nothing was to be done. */
export type GraphPublished = { readonly launch: Launch | undefined; readonly changes: ChangeSummary | null };

/** Publishes the schema of a variant that has no subgraphs. */
export type PublishGraph = (
  caller: Caller,
  ref: GraphRef,
  sdl: string,
  git: GitContext | null,
) => Promise<GraphPublished>;

const readMs = 30_000;

/**
 * Makes what publishes monoliths.
 * @throws Refusal `FORBIDDEN`, `SDL_TOO_LARGE`, `INVALID_GRAPHQL`, `VARIANT_IS_FEDERATED`, `VARIANT_IS_CONTRACT`, those of
 * `ChangeVariant` and of `RunWork`
 */
export function createPublishGraph(changeVariant: ChangeVariant, runWork: RunWork, maxSdlBytes: number): PublishGraph {
  return async (caller, ref, sdl, git) => {
    if (!may(caller, 'publish', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not publish the schema of ${printRef(ref)}`);
    }
    requireFitSdl(sdl, maxSdlBytes, `of ${printRef(ref)}`);
    let changes: ChangeSummary | null = null;
    const { launch } = await changeVariant(caller, ref, async (state) => {
      requireMonolith(state, ref);
      const [previous] = state.sources;
      if (previous?.sdl === sdl) return undefined;
      const read = await runWork('readMonolith', { sdl, previous: previous?.sdl ?? null }, readMs);
      if ('errors' in read) throw invalid(read.errors);
      changes = read.changes;
      const inputs = [{ ...monolithInput, sdlHash: hashOf(sdl) }];
      const build = { ...read, hints: [] };
      return {
        draft: {
          kind: 'monolith',
          cause: 'publish',
          inputs,
          compositionVersion: null,
          build,
          git,
          sourceLaunchId: null,
        },
        documents: [sdl],
      };
    });
    return { launch, changes };
  };
}

function requireMonolith({ variant, sources }: State, ref: GraphRef): void {
  if (variant?.kind === 'contract') throw wrongKind(ref, 'VARIANT_IS_CONTRACT', 'a contract');
  if (variant?.kind === 'federated' && sources.length > 0) throw wrongKind(ref, 'VARIANT_IS_FEDERATED', 'federated');
}

function wrongKind(ref: GraphRef, code: string, what: string): Refusal {
  return new Refusal('conflict', code, `${printRef(ref)} is ${what}: it has no schema of its own`);
}

const mostTold = 20;

function invalid(errors: readonly Fault[]): Refusal {
  const lines = errors
    .slice(0, mostTold)
    .map(({ message, locations: [place] }) => (place ? `${place.line}:${place.column} ${message}` : message));
  return new Refusal('invalid', 'INVALID_GRAPHQL', `this is no schema:\n${lines.join('\n')}`);
}
