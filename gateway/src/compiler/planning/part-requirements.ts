import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

type Required = readonly QueryPlanSelectionNode[];
type RequiredField = Extract<QueryPlanSelectionNode, { kind: 'Field' }>;

/** What a field asked of an entity requires, by the names that `requires` of a fetch has. */
export type NeedsOf = (typeName: string | undefined, fieldName: string) => Required;

/**
 * A fetch may require one input twice, with other arguments (`price` in dollars for one field, in euros for another):
 * a representation can hold but one of them. Such a fetch is parted into several, each with the fields that agree.
 */
export function partRequirements(fetch: FetchNode, needsOf: NeedsOf): readonly FetchNode[] {
  if (!fetch.requires || !disagree(fetch.requires)) return [fetch];
  const document = parse(fetch.operation, { noLocation: true });
  const parts: { needs: Required; readonly fields: Set<FieldNode> }[] = [];
  for (const { field, typeName } of entityFields(document)) {
    const needs = needsOf(typeName, field.name.value);
    const fitting = parts.find((part) => !disagree([...part.needs, ...needs]));
    if (fitting) fitting.needs = [...fitting.needs, ...needs];
    else parts.push({ needs, fields: new Set() });
    (fitting ?? parts.at(-1))?.fields.add(field);
  }
  return parts.map(({ needs, fields }) => partOf(fetch, document, needs, fields));
}

function partOf(fetch: FetchNode, document: DocumentNode, needs: Required, fields: ReadonlySet<FieldNode>): FetchNode {
  const operation = withoutUnused(keepFields(document, fields));
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(operation)),
    variableUsages: [...variablesOf(operation)].filter((name) => fetch.variableUsages?.includes(name)),
    requires: prune(fetch.requires ?? [], needs),
  };
}

/** Whether a level of the inputs has one name of a subgraph's twice, with different values. */
function disagree(required: Required): boolean {
  return [...byName(required).values()].some((same) => {
    if (new Set(same.map(storeName)).size > 1) return true;
    return disagree(same.flatMap(({ selections = [] }) => selections));
  });
}

/** Leaves out inputs with arguments that are not needed, and what they would be confused with. */
function prune(required: Required, needs: Required): QueryPlanSelectionNode[] {
  const needed = byName(needs);
  return required.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === 'InlineFragment') {
      const selections = prune(node.selections, needs);
      return selections.length > 0 ? [{ ...node, selections }] : [];
    }
    const same = needed.get(node.name) ?? [];
    const wanted = same.filter((each) => storeName(each) === storeName(node));
    const isKept = wanted.length > 0 || (node.alias === undefined && same.length === 0);
    if (!isKept) return [];
    if (!node.selections) return [node];
    const inner = wanted.flatMap(({ selections = [] }) => selections);
    const selections = prune(node.selections, inner);
    return selections.length > 0 ? [{ ...node, selections }] : [];
  });
}

function byName(required: Required): ReadonlyMap<string, readonly RequiredField[]> {
  return Map.groupBy(fieldsOf(required), ({ name }) => name);
}

function fieldsOf(required: Required): readonly RequiredField[] {
  return required.flatMap((node) => (node.kind === 'Field' ? [node] : fieldsOf(node.selections)));
}

function storeName({ alias, name }: RequiredField): string {
  return alias ?? name;
}

type EntityField = { readonly field: FieldNode; readonly typeName: string | undefined };

function entityFields(document: DocumentNode): readonly EntityField[] {
  const found: EntityField[] = [];
  const collect = ({ selections }: SelectionSetNode, typeName: string | undefined) => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) found.push({ field: node, typeName });
      else if (node.kind === Kind.INLINE_FRAGMENT)
        collect(node.selectionSet, node.typeCondition?.name.value ?? typeName);
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const entities of definition.selectionSet.selections) {
      if (entities.kind === Kind.FIELD && entities.selectionSet) collect(entities.selectionSet, undefined);
    }
  }
  return found;
}

function keepFields(document: DocumentNode, fields: ReadonlySet<FieldNode>): DocumentNode {
  const keep = ({ selections }: SelectionSetNode): readonly SelectionNode[] =>
    selections.flatMap((node): readonly SelectionNode[] => {
      if (node.kind === Kind.FIELD) return fields.has(node) ? [node] : [];
      if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
      const kept = keep(node.selectionSet);
      return kept.length > 0 ? [{ ...node, selectionSet: { ...node.selectionSet, selections: kept } }] : [];
    });
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const selections = definition.selectionSet.selections.map((node) =>
      node.kind === Kind.FIELD && node.selectionSet
        ? { ...node, selectionSet: { ...node.selectionSet, selections: keep(node.selectionSet) } }
        : node,
    );
    return { ...definition, selectionSet: { ...definition.selectionSet, selections } };
  });
  return { ...document, definitions };
}

function withoutUnused(document: DocumentNode): DocumentNode {
  const used = variablesOf(document);
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const variableDefinitions = definition.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
    return { ...definition, variableDefinitions: variableDefinitions ?? [] } satisfies OperationDefinitionNode;
  });
  return { ...document, definitions };
}

/** The variables that an operation uses; defining one is no use. */
function variablesOf(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(document, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  return used;
}
