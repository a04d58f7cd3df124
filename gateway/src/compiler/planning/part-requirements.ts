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

/** What is known of the subgraph that is asked, by the names that `requires` of a fetch has. */
export type Needs = {
  /** What a field asked of an entity requires. */
  of(typeName: string | undefined, fieldName: string): Required;
  isInKeys(fieldName: string): boolean;
};

/**
 * A fetch may require one input twice, with other arguments (`price` in dollars for one field, in euros for another):
 * a representation can hold but one of them. Such a fetch is parted into several, each with the fields that agree.
 */
export function partRequirements(fetch: FetchNode, known: Needs): readonly FetchNode[] {
  if (!fetch.requires || !disagree(fetch.requires)) return [fetch];
  const document = parse(fetch.operation, { noLocation: true });
  const parts: { needs: Required; readonly fields: Set<FieldNode> }[] = [];
  for (const { field, typeName } of entityFields(document)) {
    const needs = known.of(typeName, field.name.value);
    const fitting = parts.find((part) => !disagree([...part.needs, ...needs]));
    if (fitting) fitting.needs = [...fitting.needs, ...needs];
    else parts.push({ needs, fields: new Set() });
    (fitting ?? parts.at(-1))?.fields.add(field);
  }
  const all = parts.flatMap(({ needs }) => needs);
  return parts.map(({ needs, fields }) => ({
    ...partOf(fetch, document, fields),
    requires: prune(fetch.requires ?? [], needs, all, known.isInKeys),
  }));
}

function partOf(fetch: FetchNode, document: DocumentNode, fields: ReadonlySet<FieldNode>): FetchNode {
  return withDocument(fetch, keepFields(document, fields));
}

/** The same fetch with a part of what it asks for, and the variables that this uses. */
export function withDocument(fetch: FetchNode, document: DocumentNode): FetchNode {
  const operation = withoutUnused(document);
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(operation)),
    variableUsages: [...variablesOf(operation)].filter((name) => fetch.variableUsages?.includes(name)),
  };
}

/** Whether a level of the inputs has one name of a subgraph's twice, with different values. */
function disagree(required: Required): boolean {
  return [...byName(required).values()].some((same) => {
    if (new Set(same.map(storeName)).size > 1) return true;
    return disagree(innerOf(same));
  });
}

/** Leaves out what only the fields of other parts need (`all`: what those of any part do); keys stay. */
function prune(
  required: Required,
  needs: Required,
  all: Required,
  isInKeys: (fieldName: string) => boolean,
): QueryPlanSelectionNode[] {
  const [needed, known] = [byName(needs), byName(all)];
  return required.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === 'InlineFragment') {
      const selections = prune(node.selections, needs, all, isInKeys);
      return selections.length > 0 ? [{ ...node, selections }] : [];
    }
    const isSame = (each: RequiredField) => storeName(each) === storeName(node);
    const wanted = needed.get(node.name)?.filter(isSame) ?? [];
    const others = known.get(node.name)?.filter(isSame) ?? [];
    const isKey = node.alias === undefined && !needed.has(node.name) && isInKeys(node.name);
    if (wanted.length === 0 && others.length > 0 && !isKey) return [];
    if (!node.selections) return [node];
    const selections = prune(node.selections, innerOf(wanted), innerOf(others), () => isKey);
    return selections.length > 0 ? [{ ...node, selections }] : [];
  });
}

function innerOf(fields: readonly RequiredField[]): Required {
  return fields.flatMap(({ selections = [] }) => selections);
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
