import type { PersistedQuery } from './persisted-query.ts';

const mostOfChunk = 2_000;
const longestChunk = 1_000_000;

/** The manifests that routers fetch, as JSON: together they have all operations, and no more than about 1 MB each. */
export function printManifests(queries: readonly PersistedQuery[]): readonly string[] {
  const chunks: PersistedQuery[][] = [[]];
  let length = 0;
  for (const query of queries) {
    const last = chunks.at(-1);
    if (!last) break;
    length += query.body.length;
    if (last.length > 0 && (last.length >= mostOfChunk || length > longestChunk)) {
      chunks.push([query]);
      length = query.body.length;
    } else last.push(query);
  }
  return chunks.map(printManifest);
}

function printManifest(queries: readonly PersistedQuery[]): string {
  const operations = queries.map(({ clientName, ...query }) => (clientName ? { ...query, clientName } : query));
  return JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });
}
