import type { Fault, Hint } from '../launch.ts';

/** A subgraph to be composed. */
export type SubgraphSource = { readonly name: string; readonly url: string; readonly sdl: string };

/** What routers run, and the schema that their clients see; or what keeps them from it. */
export type Composition =
  | { readonly supergraphSdl: string; readonly apiSdl: string; readonly hints: readonly Hint[] }
  | { readonly errors: readonly Fault[] };
