import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { type ConstDirectiveNode, type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { isComposite } from './composite.ts';
import { readFieldSet } from './field-set.ts';
import { joinField } from './rewrite-field-sets.ts';

/** What a field of a subgraph's type requires of others (`@requires`), by the names of the supergraph it was read from. */
export type RequirementsOf = (
  subgraph: string,
  typeName: string | undefined,
  fieldName: string,
) => readonly QueryPlanSelectionNode[];

/**
 * Reads the requirements of a supergraph. Where a field is asked for through a type that requires nothing itself, what
 * the fields of that name require in other types counts.
 */
export function createRequirementsOf(document: DocumentNode): RequirementsOf {
  const graphs = graphNames(document);
  const known = new Map<string, QueryPlanSelectionNode[]>();
  const add = (key: string, set: SelectionSetNode) => known.set(key, [...(known.get(key) ?? []), ...selectionsOf(set)]);
  for (const type of document.definitions.filter(isComposite)) {
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
  return (subgraph, typeName, fieldName) =>
    known.get(keyOf(subgraph, typeName, fieldName)) ?? known.get(keyOf(subgraph, undefined, fieldName)) ?? [];
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
