import type { SubgraphSource } from '../../src/domain/composition/composition.ts';

const head = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';

/**
 * Subgraphs that composition has no end of: every entity is in each of them, has keys of its own there beside the one
 * that all know, and leads to the next.
 */
export function explosive(subgraphs: number, entities: number): readonly SubgraphSource[] {
  return Array.from({ length: subgraphs }, (_, index) => {
    const types = Array.from({ length: entities }, (__, each) => entity(index, each, entities));
    const query = index === 0 ? `type Query { ${fieldsOf(entities)} }\n` : '';
    return { name: `s${index}`, url: `http://s${index}`, sdl: head + query + types.join('\n') };
  });
}

function entity(subgraph: number, index: number, entities: number): string {
  const next = `E${(index + 1) % entities}`;
  return `type E${index} @key(fields: "id") @key(fields: "k${index % 3}") @shareable {
    id: ID! k${index % 3}: ID! next: ${next} own${subgraph}: Int
  }`;
}

function fieldsOf(entities: number): string {
  return Array.from({ length: entities }, (_, index) => `e${index}: E${index}`).join(' ');
}
