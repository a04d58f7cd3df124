import { z } from 'zod';
import type { Session } from './config.ts';

const launchShape = z.object({
  id: z.string(),
  number: z.number(),
  status: z.string(),
  isCurrent: z.boolean(),
  cause: z.string(),
  actor: z.string(),
  createdAt: z.string(),
  git: z.object({ branch: z.string().nullable(), commit: z.string().nullable() }).nullable(),
});
const shape = z.object({
  graph: z.object({ variant: z.object({ launches: z.array(launchShape) }).nullable() }).nullable(),
});
const query = `query ($graph: ID!, $variant: String!, $first: Int!, $before: Int) {
  graph(id: $graph) { variant(name: $variant) { launches(first: $first, before: $before) {
    id number status isCurrent cause actor createdAt git { branch commit } } } } }`;

/** What was published at once, and became of it. */
export type Launch = z.output<typeof launchShape>;

/** `graph@variant` as its two parts. */
export function partsOf(ref: string): { readonly graph: string; readonly variant: string } {
  const at = ref.indexOf('@');
  return { graph: ref.slice(0, at), variant: ref.slice(at + 1) };
}

/**
 * The launches of a variant before a number, newest first.
 * @throws Error where there is no such variant, or the key may not read it.
 */
export async function readLaunches(
  { ref, registry }: Session,
  page: { readonly first: number; readonly before: number | null },
): Promise<readonly Launch[]> {
  const { graph } = await registry.query(query, { ...partsOf(ref), ...page }, shape);
  if (!graph?.variant) throw new Error(`there is no ${ref}, or this key may not read it`);
  return graph.variant.launches;
}
