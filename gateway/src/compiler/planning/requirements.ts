import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { type ConstDirectiveNode, type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { isComposite } from './composite.ts';
import { readFieldSet } from './field-set.ts';
import { joinField } from './rewrite-field-sets.ts';

/** What the fields of subgraphs require of others, by the names of the supergraph it was read from. */
export type Requirements = {
  /** Of a field of a type, by `@requires`. */
  of(subgraph: string, typeName: string | undefined, fieldName: string): readonly QueryPlanSelectionNode[];
  /** Whether the keys of some type of the subgraph have a field of that name at their top. */
  isInKeys(subgraph: string, fieldName: string): boolean;
};

/**
 * Reads the requirements of a supergraph. Where a field is asked for through a type that requires nothing itself, what
 * the fields of that name require in other types counts.
 */
export function createRequirements(document: DocumentNode): Requirements {
  const graphs = graphNames(document);
  const known = new Map<string, QueryPlanSelectionNode[]>();
  const add = (key: string, set: SelectionSetNode) => known.set(key, [...(known.get(key) ?? []), ...selectionsOf(set)]);
  const keys = new Set<string>();
  for (const type of document.definitions.filter(isComposite)) {
    for (const directive of type.directives ?? []) {
      const graph = graphs.get(textOf(directive, 'graph') ?? '');
      for (const { name } of graph ? topFields(textOf(directive, 'key')) : [])
        keys.add(JSON.stringify([graph, name.value]));
    }
    for (const { name, directives = [] } of type.fields ?? []) {
      for (const directive of directives.filter((each) => each.name.value === joinField)) {
        const requires = textOf(directive, 'requires');
        const graph = graphs.get(textOf(directive, 'graph') ?? '');
        if (!requires || !graph) continue;
        const set = readFieldSet(requires);
        add(keyOf(graph, type.name.value, name.value), set);
        add(keyOf(graph, undefined, name.value), set);
      }
    }
  }
  return {
    of: (subgraph, typeName, fieldName) =>
      known.get(keyOf(subgraph, typeName, fieldName)) ?? known.get(keyOf(subgraph, undefined, fieldName)) ?? [],
    isInKeys: (subgraph, fieldName) => keys.has(JSON.stringify([subgraph, fieldName])),
  };
}

function topFields(key: string | undefined): readonly FieldNode[] {
  if (key === undefined) return [];
  return readFieldSet(key).selections.filter((node): node is FieldNode => node.kind === Kind.FIELD);
}

function keyOf(subgraph: string, typeName: string | undefined, fieldName: string): string {
  return JSON.stringify([subgraph, typeName, fieldName]);
}

/** Subgraphs' names by the values of the supergraph's enum. */
function graphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const values = document.definitions.flatMap((each) =>
    each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'join__Graph' ? (each.values ?? []) : [],
  );
  return new Map(
    values.flatMap(({ name, directives = [] }) => {
      const given = directives.map((each) => textOf(each, 'name')).find((text) => text !== undefined);
      return given === undefined ? [] : [[name.value, given] as const];
    }),
  );
}

function textOf({ arguments: args }: ConstDirectiveNode, name: string): string | undefined {
  const value = args?.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** A field set as plans have it. */
function selectionsOf({ selections }: SelectionSetNode): readonly QueryPlanSelectionNode[] {
  return selections.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const inner = node.selectionSet ? [...selectionsOf(node.selectionSet)] : [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      return [{ kind: 'InlineFragment', ...(condition ? { typeCondition: condition } : {}), selections: inner }];
    }
    return [{ kind: 'Field', name: node.name.value, ...(node.selectionSet ? { selections: inner } : {}) }];
  });
}
