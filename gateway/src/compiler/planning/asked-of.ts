import { type GraphQLSchema, isAbstractType, Kind, type NamedTypeNode, type SelectionNode, visit } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** What a client asks for, by response names. */
type Asked = ReadonlyMap<string, readonly SelectionNode[]>;

/** What an operation asks for by place and type. */
export type AskedOf = {
  /**
   * What is asked for of objects of some types at a place, `names`, and there further down, `below`. Of what is above and
   * further down the types are left out.
   */
  at(names: readonly string[], types: readonly string[], below: readonly string[]): Asked;
  /** Puts types together of which it never asks for different things. */
  alike(types: readonly string[]): readonly (readonly string[])[];
};

/** The object types that a type condition is about. */
export function objectsOf(schema: GraphQLSchema, condition: string): readonly string[] {
  const type = schema.getType(condition);
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [condition];
}

/** Reads what an operation asks for by place and type. */
export function createAskedOf(schema: GraphQLSchema, { node, fragments }: NormalOperation): AskedOf {
  const possible = new Map<string, ReadonlySet<string>>();
  const note = ({ name: { value } }: NamedTypeNode) => void possible.set(value, new Set(objectsOf(schema, value)));
  for (const each of [node, ...Object.values(fragments)]) visit(each, { NamedType: note });
  const fieldsIn = (nodes: readonly SelectionNode[], types: readonly string[] | undefined): Asked => {
    const found = new Map<string, SelectionNode[]>();
    const add = (selections: readonly SelectionNode[], among: readonly string[] | undefined): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          found.set(name, [...(found.get(name) ?? []), ...(selection.selectionSet?.selections ?? [])]);
          continue;
        }
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
        const condition = fragment?.typeCondition?.name.value;
        const fitting = among?.filter((type) => condition === undefined || possible.get(condition)?.has(type));
        if (fitting === undefined || fitting.length > 0) add(fragment?.selectionSet.selections ?? [], fitting);
      }
    };
    add(nodes, types);
    return found;
  };
  const down = (nodes: readonly SelectionNode[], names: readonly string[]): readonly SelectionNode[] =>
    names.reduce((at, name) => fieldsIn(at, undefined).get(name) ?? [], nodes);
  return {
    at(names, types, below) {
      const [first, ...rest] = below;
      const here = fieldsIn(down(node.selectionSet.selections, names), types);
      return first === undefined ? here : fieldsIn(down(here.get(first) ?? [], rest), undefined);
    },
    alike: (types) => [
      ...Map.groupBy(types, (type) =>
        [...possible].flatMap(([name, all]) => (all.has(type) ? name : [])).join(),
      ).values(),
    ],
  };
}
