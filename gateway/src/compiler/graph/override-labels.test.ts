import { describe, expect, it } from '@jest/globals';
import { type OperationDefinitionNode, parse } from 'graphql';
import { compose, linkFederation } from '../../../test/compose.ts';
import { createPlanner } from '../planning/planner.ts';
import { loadSupergraph } from './load-supergraph.ts';
import { createLabelsOf } from './override-labels.ts';

const graph = loadSupergraph(
  compose({
    old: `${linkFederation('@key')} type Query { p: P } type P @key(fields: "id") { id: ID! name: String size: Int other: Int }`,
    new: `${linkFederation('@key', '@override')} type P @key(fields: "id") {
      id: ID!
      name: String @override(from: "old", label: "percent(10)")
      size: Int @override(from: "old", label: "sizes")
    }`,
  }),
);
const operation = (text: string) => ({
  node: parse(text, { noLocation: true }).definitions[0] as OperationDefinitionNode,
  fragments: {},
});

describe('progressive overrides', () => {
  it('count for the operations that may depend on them', () => {
    const labelsOf = createLabelsOf(graph.supergraph);
    expect(labelsOf(operation('{ p { name } }'))).toEqual(['percent(10)']);
    expect(labelsOf(operation('{ p { size other } }'))).toEqual(['sizes']);
  });

  it('send a field to the new subgraph when they hold, to the old one otherwise', () => {
    const plan = createPlanner(graph);
    const asked = (labels: readonly string[]) => JSON.stringify(plan(operation('{ p { name } }'), labels));
    expect(asked([])).not.toContain('"serviceName":"new"');
    expect(asked(['percent(10)'])).toContain('"serviceName":"new"');
    expect(asked(['sizes'])).not.toContain('"serviceName":"new"');
  });
});
