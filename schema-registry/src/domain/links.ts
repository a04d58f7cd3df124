import type { Launch } from './launch.ts';
import type { GraphRef } from './ref.ts';

/** Where people look at things, below the registry's public address. */
export function variantUrl(base: string, { graphId, variant }: GraphRef): string {
  return `${base}/graph/${encodeURIComponent(graphId)}/variant/${encodeURIComponent(variant)}`;
}

/** Where people look at a launch. */
export function launchUrl(base: string, { graphId, variant, id }: Launch): string {
  return `${variantUrl(base, { graphId, variant })}/launches/${id}`;
}

/** Where people look at a check. */
export function checkUrl(base: string, ref: GraphRef, checkId: string): string {
  return `${variantUrl(base, ref)}/checks/${checkId}`;
}
