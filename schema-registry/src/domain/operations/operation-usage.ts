import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  TypeInfo,
  typeFromAST,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * What an operation uses of a schema. In `keys`: coordinates of fields, of arguments it gives, `@directive`, and
 * - `returns T` the named type of a field,
 * - `on T` the type of a fragment or of the operation,
 * - `omits T.f(a:)` an argument that it leaves out, or gives by a variable that may be left out,
 * - `nullable T.f(a:)` an argument it gives by a variable that may be null,
 * - `emptied T.f(a:)` an argument whose literal nobody knows any more,
 * - `sends T` an input type of which it sends values that nobody knows.
 */
export type OperationUsage = {
  readonly keys: ReadonlySet<string>;
  /** Of the input types after `sends`, those of which it sends a value each time. */
  readonly always: ReadonlySet<string>;
};

/** Reads what an operation uses of a schema, which it need not fit. */
export function usageOf(document: DocumentNode, schema: GraphQLSchema, literals: 'emptied' | 'kept'): OperationUsage {
  const info = new TypeInfo(schema);
  const keys = new Set<string>();
  const always = new Set<string>();
  const nullable = nullableVariables(document);
  visit(
    document,
    visitWithTypeInfo(info, {
      OperationDefinition: () => void keys.add(`on ${info.getType()}`),
      FragmentDefinition: ({ typeCondition }) => void keys.add(`on ${typeCondition.name.value}`),
      InlineFragment: ({ typeCondition }) => void (typeCondition && keys.add(`on ${typeCondition.name.value}`)),
      Directive: ({ name }) => void keys.add(`@${name.value}`),
      Field: (node) => addField(keys, node, info),
      Argument: (node) => addArgument({ keys, always, nullable, literals }, node, info),
      VariableDefinition: (node) => addVariable({ keys, always }, node, schema),
    }),
  );
  return { keys, always };
}

type Variables = { readonly nulls: ReadonlySet<string>; readonly missing: ReadonlySet<string> };
type Found = { readonly keys: Set<string>; readonly always: Set<string> };

function nullableVariables({ definitions }: DocumentNode): Variables {
  const nulls = new Set<string>();
  const missing = new Set<string>();
  for (const definition of definitions) {
    if (definition.kind !== 'OperationDefinition') continue;
    for (const { variable, type, defaultValue } of definition.variableDefinitions ?? []) {
      if (type.kind === 'NonNullType') continue;
      nulls.add(variable.name.value);
      if (!defaultValue) missing.add(variable.name.value);
    }
  }
  return { nulls, missing };
}

function addField(keys: Set<string>, node: FieldNode, info: TypeInfo): void {
  const parent = info.getParentType();
  const field = info.getFieldDef();
  if (!parent || !field || isIntrospectionType(parent) || field.name.startsWith('__')) return;
  const coordinate = `${parent.name}.${field.name}`;
  keys.add(coordinate).add(`returns ${getNamedType(field.type).name}`);
  const given = new Set(node.arguments?.map(({ name }) => name.value));
  for (const { name } of field.args) if (!given.has(name)) keys.add(`omits ${coordinate}(${name}:)`);
}

function addArgument(
  { keys, always, nullable, literals }: Found & { readonly nullable: Variables; readonly literals: 'emptied' | 'kept' },
  { name, value }: ArgumentNode,
  info: TypeInfo,
): void {
  const argument = info.getArgument();
  const owner = ownerOf(info);
  if (!argument || owner === null) return;
  const coordinate = `${owner}(${name.value}:)`;
  keys.add(coordinate);
  if (value.kind === 'Variable') {
    if (nullable.nulls.has(value.name.value)) keys.add(`nullable ${coordinate}`);
    if (nullable.missing.has(value.name.value)) keys.add(`omits ${coordinate}`);
  } else if (literals === 'emptied' && !plainKinds.has(value.kind)) {
    keys.add(`emptied ${coordinate}`);
    const type = getNamedType(argument.type).name;
    if (value.kind === 'ListValue' || value.kind === 'ObjectValue') keys.add(`sends ${type}`);
    if (value.kind === 'ObjectValue') always.add(type);
  }
}

/** The literals that are kept as they are. */
const plainKinds: ReadonlySet<string> = new Set(['BooleanValue', 'EnumValue', 'NullValue']);

function ownerOf(info: TypeInfo): string | null {
  const directive = info.getDirective();
  if (directive) return `@${directive.name}`;
  const parent = info.getParentType();
  const field = info.getFieldDef();
  return parent && field ? `${parent.name}.${field.name}` : null;
}

function addVariable({ keys, always }: Found, node: VariableDefinitionNode, schema: GraphQLSchema): void {
  const type = typeFromAST(schema, node.type);
  if (!type) return;
  const { name } = getNamedType(type);
  keys.add(`sends ${name}`);
  if (isNonNullType(type) && !isListType(type.ofType) && !node.defaultValue) always.add(name);
}
