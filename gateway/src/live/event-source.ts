import { buildSchema, type DocumentNode, parse } from 'graphql';
import { createBoundedCache } from '../documents/bounded-cache.ts';
import type { SubgraphClient } from '../traffic/subgraph-client.ts';
import { createProject } from './project.ts';

const maxDocuments = 1_000;
const maxBytes = 4 * 1024 * 1024;

/**
 * Makes the subgraph that consists of events: asked for the root of a subscription, it answers from the event that the
 * call carries, in process. It has no address, and a plan that sends anything else to it is a fault.
 */
export function createEventSource(schemaText: string): SubgraphClient {
  // A subgraph's own schema: it was composed, and its directives need not be defined in it.
  const project = createProject(buildSchema(schemaText, { assumeValid: true, assumeValidSDL: true }));
  const documents = createBoundedCache<DocumentNode>(maxDocuments, maxBytes);
  const documentOf = (query: string) => {
    const document = documents.get(query) ?? parse(query, { noLocation: true });
    documents.set(query, document, 2 * query.length);
    return document;
  };
  return {
    async send({ body }, { event }) {
      if (!event) throw new Error('a plan asks the event subgraph outside of a subscription');
      // Written by the generated code of this process.
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      return { data: project(documentOf(query), event, variables ?? {}) };
    },
    stop: async () => undefined,
  };
}
