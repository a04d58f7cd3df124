import { type FieldNode, type GraphQLSchema, isAbstractType, Kind, type SelectionSetNode } from 'graphql';
import type { NormalOperation } from '../../src/compiler/emit/emit-input.ts';

type Fields = Record<string, unknown>;
type Variables = Readonly<Record<string, unknown>>;

/** What subgraphs would answer: the operation's selections carried out on data, checked against nothing. */
export function asStore(schema: GraphQLSchema, operation: NormalOperation, root: Fields, variables: Variables): Fields {
  const { node, fragments } = operation;
  const applies = (condition: string | undefined, typename: string): boolean => {
    const type = condition === undefined ? undefined : schema.getType(condition);
    const actual = schema.getType(typename);
    return (
      !type ||
      type === actual ||
      (isAbstractType(type) && schema.getPossibleTypes(type).some((each) => each === actual))
    );
  };
  const isIn = ({ directives = [] }: Pick<FieldNode, 'directives'>): boolean =>
    directives.every(({ name, arguments: [argument] = [] }) => {
      const value = argument?.value;
      const holds =
        value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
      return holds === (name.value === 'include');
    });
  const collect = (set: SelectionSetNode, typename: string, found: Map<string, FieldNode[]>): void => {
    for (const each of set.selections.filter(isIn)) {
      if (each.kind === Kind.FIELD) {
        const name = each.alias?.value ?? each.name.value;
        found.set(name, [...(found.get(name) ?? []), each]);
      } else if (each.kind === Kind.INLINE_FRAGMENT) {
        if (applies(each.typeCondition?.name.value, typename)) collect(each.selectionSet, typename, found);
      } else {
        const fragment = fragments[each.name.value];
        if (fragment && applies(fragment.typeCondition.name.value, typename))
          collect(fragment.selectionSet, typename, found);
      }
    }
  };
  const carry = (value: unknown, sets: readonly SelectionSetNode[]): unknown => {
    if (Array.isArray(value)) return value.map((each) => carry(each, sets));
    if (typeof value !== 'object' || value === null || sets.length === 0) return value;
    const object = value as Fields;
    const found = new Map<string, FieldNode[]>();
    for (const set of sets) collect(set, String(object.__typename), found);
    const entries = [...found].map(([name, nodes]) => {
      const own = nodes[0]?.name.value ?? '';
      return [
        name,
        carry(
          object[own],
          nodes.flatMap((each) => each.selectionSet ?? []),
        ),
      ] as const;
    });
    return Object.fromEntries([...entries, ['__typename', object.__typename]]);
  };
  return carry(root, [node.selectionSet]) as Fields;
}
