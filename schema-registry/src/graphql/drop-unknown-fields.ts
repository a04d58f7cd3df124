import {
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  isCompositeType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** A document without what the schema lacks, and the coordinates of that. */
type Fitted = { readonly document: DocumentNode; readonly dropped: readonly string[] };

/**
 * Takes out of a document the fields that the schema does not have, fragments on types that it does not have, and the
 * variables and fragments that nothing uses then: a client that is newer than we are is answered as far as we know. It
 * reads what is left out as null, which is right for a field that may be null; with one that may not it fails, as it
 * would anyway. What an operation begins with stays, for without it nothing of what was asked for would be done, and so
 * do arguments, which change what is done.
 */
export function dropUnknownFields(schema: GraphQLSchema, document: DocumentNode): Fitted {
  const dropped: string[] = [];
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  const isUnknown = (type: NamedTypeNode | undefined) => type && !isCompositeType(schema.getType(type.name.value));
  const lost = document.definitions.filter(
    (each) => each.kind === Kind.FRAGMENT_DEFINITION && isUnknown(each.typeCondition),
  );
  const info = new TypeInfo(schema);
  const known: DocumentNode = visit(
    document,
    visitWithTypeInfo(info, {
      Field({ name }) {
        const parent = info.getParentType();
        if (!parent || info.getFieldDef() || (roots as ReadonlySet<unknown>).has(parent)) return undefined;
        dropped.push(`${parent.name}.${name.value}`);
        return null;
      },
      InlineFragment({ typeCondition }) {
        if (!isUnknown(typeCondition)) return undefined;
        dropped.push(`... on ${typeCondition?.name.value}`);
        return null;
      },
      FragmentSpread({ name }) {
        if (!lost.some((each) => 'name' in each && each.name?.value === name.value)) return undefined;
        dropped.push(`...${name.value}`);
        return null;
      },
      SelectionSet: { leave: (node) => (node.selections.length === 0 ? askForName(node) : undefined) },
    }),
  );
  return dropped.length === 0 ? { document, dropped } : { document: dropUnused(known, new Set(lost)), dropped };
}

function askForName(node: SelectionSetNode): SelectionSetNode {
  const name = { kind: Kind.NAME, value: '__typename' } as const;
  return { ...node, selections: [{ kind: Kind.FIELD, name }] };
}

/** Without the fragments that are lost, those that only they or dropped fields led to, and variables likewise. */
function dropUnused(document: DocumentNode, lost: ReadonlySet<DefinitionNode>): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION && !lost.has(each) ? [[each.name.value, each] as const] : [],
    ),
  );
  const used = new Set<string>();
  const definitions = document.definitions.flatMap((each): DefinitionNode[] => {
    if (each.kind !== Kind.OPERATION_DEFINITION) return [];
    const { variables, spreads } = usesOf(each.selectionSet, fragments);
    for (const name of spreads) used.add(name);
    const kept = each.variableDefinitions?.filter(({ variable }) => variables.has(variable.name.value)) ?? [];
    return [{ ...each, variableDefinitions: kept }];
  });
  return { ...document, definitions: [...definitions, ...[...used].flatMap((name) => fragments.get(name) ?? [])] };
}

function usesOf(node: SelectionSetNode, fragments: ReadonlyMap<string, { readonly selectionSet: SelectionSetNode }>) {
  const variables = new Set<string>();
  const spreads = new Set<string>();
  const walk = (selections: SelectionSetNode) => {
    visit(selections, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || spreads.has(name.value)) return;
        spreads.add(name.value);
        walk(fragment.selectionSet);
      },
    });
  };
  walk(node);
  return { variables, spreads };
}
