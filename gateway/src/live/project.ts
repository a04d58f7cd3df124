import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

type Values = Readonly<Record<string, unknown>>;

/** Takes from a value what a subscription selects of it, under the names that it gives. */
export type Project = (document: DocumentNode, root: Values, variables: Values) => Record<string, unknown>;

/** An object that is taken from, and the object that is made of it. */
type Taking = {
  readonly from: Values;
  readonly into: Record<string, unknown>;
  /** Undefined where the schema does not know which it is, and the value does not say so. */
  readonly type: GraphQLNamedType | undefined;
  readonly operation: { readonly document: DocumentNode; readonly variables: Values };
};

/**
 * Makes what answers from a value that is there already. Nothing is resolved or coerced: the value was held against the
 * schema when it was read, and what there is none of is null. Values of abstract types are told apart by `__typename`.
 */
export function createProject(schema: GraphQLSchema): Project {
  const typeOf = (value: Values, type: GraphQLNamedType | undefined) =>
    typeof value.__typename === 'string' ? schema.getType(value.__typename) : isObjectType(type) ? type : undefined;
  const applies = (condition: string | undefined, { type }: Taking): boolean => {
    const wanted = condition === undefined ? undefined : schema.getType(condition);
    if (!wanted || !type || wanted === type) return true;
    return isAbstractType(wanted) && isObjectType(type) && schema.isSubType(wanted, type);
  };

  const take = ({ selections }: SelectionSetNode, taking: Taking): void => {
    const { document, variables } = taking.operation;
    for (const node of selections) {
      if (!isIncluded(node.directives ?? [], variables)) continue;
      if (node.kind === Kind.FIELD) {
        takeField(node, taking);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragmentOf(document, node.name.value);
      if (fragment && applies(fragment.typeCondition?.name.value, taking)) take(fragment.selectionSet, taking);
    }
  };
  const takeField = ({ name: { value: name }, alias, selectionSet }: FieldNode, taking: Taking): void => {
    const { from, into, type } = taking;
    const key = alias?.value ?? name;
    const value = Object.hasOwn(from, name) ? from[name] : undefined;
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    if (selectionSet) into[key] = within(selectionSet, value, into[key], field && getNamedType(field.type), taking);
    else into[key] = (name === '__typename' ? type?.name : value) ?? null;
  };
  /** `taken`: what another selection of the same has given. */
  const within = (
    set: SelectionSetNode,
    value: unknown,
    taken: unknown,
    type: GraphQLNamedType | undefined,
    { operation }: Taking,
  ): unknown => {
    const each = (item: unknown, before: unknown): unknown => {
      if (Array.isArray(item)) return item.map((one, index) => each(one, Array.isArray(before) ? before[index] : null));
      if (!isObject(item)) return null;
      const into = isObject(before) ? before : emptyObject();
      take(set, { from: item, into, type: typeOf(item, type), operation });
      return into;
    };
    return each(value, taken);
  };

  return (document, root, variables) => {
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    const into = emptyObject();
    const type = schema.getSubscriptionType() ?? undefined;
    if (operation) take(operation.selectionSet, { from: root, into, type, operation: { document, variables } });
    return into;
  };
}

function fragmentOf({ definitions }: DocumentNode, name: string): FragmentDefinitionNode | undefined {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return fragments.find((node) => node.name.value === name);
}

/** What clients name may be named as things that every object has. */
function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIncluded(directives: readonly DirectiveNode[], variables: Values): boolean {
  return directives.every(({ name, arguments: [condition] = [] }) => {
    const value = condition?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    return name.value === 'skip' ? holds !== true : name.value !== 'include' || holds === true;
  });
}
