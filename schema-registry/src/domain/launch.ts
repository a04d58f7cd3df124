/** Where in a schema something is, both counted from 1; `subgraph` names whose schema, where there are several. */
export type Place = { readonly line: number; readonly column: number; readonly subgraph?: string };

/** What keeps a schema from being read, composed or filtered. */
export type Fault = { readonly message: string; readonly code: string | null; readonly locations: readonly Place[] };

/** What the composer has to say of a schema that composes. */
export type Hint = { readonly code: string; readonly message: string; readonly subgraphs: readonly string[] };

/** Where a change comes from, as the client's checkout tells. */
export type GitContext = {
  readonly branch: string | null;
  readonly commit: string | null;
  readonly committer: string | null;
  readonly message: string | null;
  readonly remoteUrl: string | null;
};

/** A subgraph as a launch took it; the schema is the document that has this hash. */
export type LaunchInput = { readonly name: string; readonly url: string; readonly sdlHash: string };

/** What made a launch. */
export type LaunchCause = 'publish' | 'removal' | 'promotion' | 'rollback' | 'contract';

/**
 * One try to build what routers run. It never changes: a later one is another launch. Those that succeeded have the
 * hashes of the supergraph and of the API schema; a monolith's has no supergraph.
 */
export type Launch = {
  readonly id: string;
  readonly graphId: string;
  readonly variant: string;
  /** Counted from 1 in its variant. */
  readonly number: number;
  readonly status: 'succeeded' | 'failed';
  readonly cause: LaunchCause;
  /** The key that did it: its name, and the end of its id. */
  readonly actor: string;
  readonly createdAt: Date;
  /** Of a contract's launch: the one it filters. Of a promotion or a rollback: the one it repeats. */
  readonly sourceLaunchId: string | null;
  readonly inputs: readonly LaunchInput[];
  /** Of the composer, `2.14.4`; null where nothing was composed. */
  readonly compositionVersion: string | null;
  readonly supergraphHash: string | null;
  readonly apiHash: string | null;
  readonly errors: readonly Fault[];
  readonly hints: readonly Hint[];
  /** Where the change came from. */
  readonly git: GitContext | null;
  /** Detached Ed25519 signature of what routers get, base64url; null where there is nothing to serve. */
  readonly signature: string | null;
};
