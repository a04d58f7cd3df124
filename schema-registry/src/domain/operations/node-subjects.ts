import {
  type ASTNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What of the old schema the nodes of an operation are about. */
export type NodeSubjects = {
  /** Coordinates, the one to tell first. */
  readonly subjects: ReadonlyMap<ASTNode, readonly string[]>;
  readonly parents: ReadonlyMap<ASTNode, ASTNode>;
  /** By variable, the coordinates of the arguments it stands in. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
};

/** Tells of every node of an operation what it is about, so that an error at it finds the changes that made it. */
export function subjectsOf(document: DocumentNode, schema: GraphQLSchema): NodeSubjects {
  const info = new TypeInfo(schema);
  const conditions = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition.typeCondition.name.value]] : [],
    ),
  );
  const subjects = new Map<ASTNode, readonly string[]>();
  const parents = new Map<ASTNode, ASTNode>();
  const variables = new Map<string, readonly string[]>();
  visit(
    document,
    visitWithTypeInfo(info, {
      enter(node, _key, parent, _path, ancestors) {
        const above = Array.isArray(parent) ? ancestors.at(-1) : parent;
        if (above && 'kind' in above) parents.set(node, above);
        subjects.set(node, subjectsAt(node, info, schema, conditions));
        if (node.kind !== 'Variable') return;
        variables.set(node.name.value, [...(variables.get(node.name.value) ?? []), ...ofArgument(info).slice(0, 1)]);
      },
    }),
  );
  return { subjects, parents, variables };
}

function subjectsAt(
  node: ASTNode,
  info: TypeInfo,
  schema: GraphQLSchema,
  conditions: ReadonlyMap<string | undefined, string | undefined>,
): readonly string[] {
  switch (node.kind) {
    case 'OperationDefinition':
      return names(info.getType());
    case 'Field':
      return ofField(info);
    case 'Argument':
      return ofArgument(info);
    case 'ObjectField':
      return names(info.getParentInputType()).map((type) => `${type}.${node.name.value}`);
    case 'ObjectValue':
      return names(info.getInputType());
    case 'EnumValue':
      return ofEnumValue(node.value, info);
    case 'NamedType':
      return [node.name.value];
    case 'InlineFragment':
    case 'FragmentDefinition':
      return ofFragment(info.getType(), info.getParentType(), schema);
    case 'FragmentSpread':
      return ofFragment(schema.getType(conditions.get(node.name.value) ?? ''), info.getParentType(), schema);
    case 'Directive':
      return [`@${node.name.value}`];
    default:
      return [];
  }
}

function names(...types: readonly (Parameters<typeof getNamedType>[0] | null)[]): readonly string[] {
  return types.flatMap((type) => getNamedType(type)?.name ?? []);
}

function ofField(info: TypeInfo): readonly string[] {
  const parent = info.getParentType();
  const field = info.getFieldDef();
  return parent && field ? [`${parent.name}.${field.name}`, getNamedType(field.type).name] : [];
}

function ofArgument(info: TypeInfo): readonly string[] {
  const argument = info.getArgument();
  const directive = info.getDirective();
  const owner = directive ? `@${directive.name}` : ofField(info)[0];
  return argument && owner ? [`${owner}(${argument.name}:)`, ...names(argument.type)] : [];
}

function ofEnumValue(value: string, info: TypeInfo): readonly string[] {
  const type = getNamedType(info.getInputType());
  return isEnumType(type) ? [`${type.name}.${value}`, type.name] : [];
}

/** A fragment fits where some object is both; any of them may have gone. */
function ofFragment(
  type: Parameters<typeof getNamedType>[0] | null,
  parent: GraphQLNamedType | null | undefined,
  schema: GraphQLSchema,
): readonly string[] {
  const [inner, outer] = [objectsOf(getNamedType(type), schema), objectsOf(parent, schema)];
  return [...names(type, parent), ...[...inner].filter((object) => outer.has(object))];
}

function objectsOf(type: GraphQLNamedType | null | undefined, schema: GraphQLSchema): ReadonlySet<string> {
  if (isAbstractType(type)) return new Set(schema.getPossibleTypes(type).map(({ name }) => name));
  return new Set(isObjectType(type) ? [type.name] : []);
}
