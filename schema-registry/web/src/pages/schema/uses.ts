/** How often each field was asked for, by its coordinate, with the names of who did. */
export type FieldUses = ReadonlyMap<string, { readonly requests: number; readonly clients: readonly string[] }>;

/** Over the last 30 days. */
export const usesQuery = `query FieldUses($graphId: ID!, $variant: String!) {
  graph(id: $graphId) { variant(name: $variant) { fieldUsage { coordinate requests clients { name version } } } }
}`;

export type UsesAnswer = {
  readonly graph: {
    readonly variant: {
      readonly fieldUsage: readonly {
        readonly coordinate: string;
        readonly requests: number;
        readonly clients: readonly { readonly name: string; readonly version: string }[];
      }[];
    } | null;
  } | null;
};

/** Reads an answer to the query. */
export function readUses({ graph }: UsesAnswer): FieldUses {
  const uses = graph?.variant?.fieldUsage ?? [];
  return new Map(
    uses.map(({ coordinate, requests, clients }) => {
      const names = clients.map(({ name, version }) => `${name || 'no name'} ${version}`.trim());
      return [coordinate, { requests, clients: names }];
    }),
  );
}
