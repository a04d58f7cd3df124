import { everyTenant, type Transaction } from '@fiscal/kit';
import { readCheckSettings } from '../../domain/checks/check-settings.ts';
import type { LintFinding } from '../../domain/lint/lint-finding.ts';
import { requireFitSdl } from '../../domain/publication.ts';
import { variantByRef } from '../../store/index.ts';
import type { RunWork } from '../../workers/work.ts';

/** Lints a schema by the rules that the graph's variant `current` has, if there is one. */
export type Lint = (of: { graphId: string; sdl: string; baseSdl: string | null }) => Promise<readonly LintFinding[]>;

const lintMs = 20_000;

/** Makes what lints. Errors: Refusal `SDL_TOO_LARGE`, and those of `RunWork`. */
export function createLint(transact: Transaction, runWork: RunWork, maxSdlBytes: number): Lint {
  return async ({ graphId, sdl, baseSdl }) => {
    requireFitSdl(sdl, maxSdlBytes, 'to lint');
    requireFitSdl(baseSdl ?? '', maxSdlBytes, 'it is held against');
    const variant = await transact(everyTenant, (db) => variantByRef(db, { graphId, variant: 'current' }));
    const { rules, allowedTags } = readCheckSettings(variant?.settings.checks).lint;
    return runWork('lintSchema', { sdl, baseSdl, rules, ...(allowedTags && { allowedTags }) }, lintMs);
  };
}
