import type { RegistryHouse } from './registry-house.ts';

/** A subgraph as it is published. */
export type Published = { readonly name: string; readonly sdl: string; readonly url?: string };

/** What `POST /api/publish` answers. */
export type PublishAnswer = {
  readonly created?: readonly string[];
  readonly updated?: readonly string[];
  readonly removed?: readonly string[];
  readonly launch?: {
    readonly id: string;
    readonly number: number;
    readonly status: string;
    readonly summary: string;
    readonly errors: readonly { readonly message: string; readonly code: string | null }[];
  } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
};

/** Publishes subgraphs all at once, with the admin's key unless another is given. */
export async function publishAll(
  house: Pick<RegistryHouse, 'url' | 'adminKey'>,
  ref: string,
  subgraphs: readonly Published[],
  options: { readonly remove?: readonly string[]; readonly key?: string; readonly git?: object } = {},
): Promise<PublishAnswer> {
  const { key = house.adminKey, ...rest } = options;
  const response = await fetch(new URL('/api/publish', house.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({
      ref,
      subgraphs: subgraphs.map((each) => ({ url: `http://${each.name}`, ...each })),
      ...rest,
    }),
  });
  // The tests say what it holds.
  return (await response.json()) as PublishAnswer;
}

/** What is served for a variant, and what was published to it. */
export async function readServed(house: RegistryHouse, graphId: string, variant = 'current') {
  const query = `query ($graphId: ID!, $variant: String!) {
    graph(id: $graphId) {
      variant(name: $variant) {
        subgraphs { name activePartialSchema { sdl } }
        latestLaunch { number status errors { message code } }
        currentLaunch { id number cause supergraph apiSchema subgraphs { name } source { id number variant } }
        launches(first: 100) { number status isCurrent }
      }
    }
  }`;
  const { data } = await house.ask(query, { graphId, variant });
  // As the query says.
  const { graph } = data as { graph: { variant: Served | null } | null };
  return graph?.variant ?? null;
}

type Served = {
  readonly subgraphs:
    | readonly { readonly name: string; readonly activePartialSchema: { readonly sdl: string } }[]
    | null;
  readonly latestLaunch: {
    readonly number: number;
    readonly status: string;
    readonly errors: readonly object[];
  } | null;
  readonly currentLaunch: {
    readonly id: string;
    readonly number: number;
    readonly cause: string;
    readonly supergraph: string | null;
    readonly apiSchema: string;
    readonly subgraphs: readonly { readonly name: string }[];
    readonly source: { readonly id: string; readonly number: number; readonly variant: string } | null;
  } | null;
  readonly launches: readonly { readonly number: number; readonly status: string; readonly isCurrent: boolean }[];
};
