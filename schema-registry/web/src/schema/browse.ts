import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';

/** A field, argument, input field or enum value as the page shows it. */
export type Member = {
  readonly name: string;
  readonly coordinate: string;
  /** As SDL has it, `[Invoice!]!`; undefined for enum values. */
  readonly type: string | undefined;
  readonly args: readonly Member[];
  readonly description: string;
  readonly deprecated: string | undefined;
};

/** A type as the page shows it. */
export type BrowsedType = {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly members: readonly Member[];
  /** Interfaces it implements, or members of the union. */
  readonly related: readonly string[];
};

/** Every type of an API schema: those of operations first, then by name. */
export function browse(apiSdl: string): readonly BrowsedType[] {
  const schema = buildSchema(apiSdl, { assumeValidSDL: true });
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const place = (type: GraphQLNamedType) => {
    const at = roots.indexOf(type);
    return at < 0 ? roots.length : at;
  };
  return types.sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name)).map(browseType);
}

/** What has the words in its name or description, best first: names that begin with them, then the rest. */
export function find(types: readonly BrowsedType[], words: string, most: number): readonly { coordinate: string }[] {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  const all = types.flatMap((type) => [{ ...type, coordinate: type.name }, ...type.members]);
  const rank = ({ name, coordinate, description }: { name: string; coordinate: string; description: string }) => {
    if (name.toLowerCase() === wanted || coordinate.toLowerCase() === wanted) return 0;
    if (name.toLowerCase().startsWith(wanted)) return 1;
    if (coordinate.toLowerCase().includes(wanted)) return 2;
    return description.toLowerCase().includes(wanted) ? 3 : undefined;
  };
  return all
    .flatMap((each) => {
      const at = rank(each);
      return at === undefined ? [] : [{ at, coordinate: each.coordinate }];
    })
    .sort((a, b) => a.at - b.at)
    .slice(0, most);
}

function browseType(type: GraphQLNamedType): BrowsedType {
  const of = { name: type.name, description: type.description ?? '' };
  if (isObjectType(type) || isInterfaceType(type)) {
    const members = Object.values(type.getFields()).map((field) => member(type.name, field, field.args));
    const kind = isObjectType(type) ? 'type' : 'interface';
    return { ...of, kind, members, related: type.getInterfaces().map(({ name }) => name) };
  }
  if (isInputObjectType(type)) {
    return {
      ...of,
      kind: 'input',
      members: Object.values(type.getFields()).map((each) => member(type.name, each)),
      related: [],
    };
  }
  if (isEnumType(type)) {
    const members = type.getValues().map((value) => ({
      name: value.name,
      coordinate: `${type.name}.${value.name}`,
      type: undefined,
      args: [],
      description: value.description ?? '',
      deprecated: value.deprecationReason ?? undefined,
    }));
    return { ...of, kind: 'enum', members, related: [] };
  }
  const related = isUnionType(type) ? type.getTypes().map(({ name }) => name) : [];
  return { ...of, kind: isUnionType(type) ? 'union' : 'scalar', members: [], related };
}

function member(
  owner: string,
  each: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument,
  args: readonly GraphQLArgument[] = [],
): Member {
  const coordinate = `${owner}.${each.name}`;
  return {
    name: each.name,
    coordinate,
    type: String(each.type),
    args: args.map((arg) => ({ ...member(owner, arg), coordinate: `${coordinate}(${arg.name}:)` })),
    description: each.description ?? '',
    deprecated: each.deprecationReason ?? undefined,
  };
}
