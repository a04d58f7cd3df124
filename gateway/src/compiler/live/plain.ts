import { type ConstValueNode, Kind } from 'graphql';

export type Plain = Constant | readonly Plain[] | { readonly [name: string]: Plain };
type Constant = string | number | boolean | null;

/** What a value in a schema says, as JSON would; enum values are texts. */
export function toPlain(node: ConstValueNode): Plain {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map(toPlain);
    case Kind.OBJECT:
      // Names such as `__proto__` are names like any other.
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, toPlain(value)]));
    default:
      return node.value;
  }
}

export function isObject(value: Plain | undefined): value is { readonly [name: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}
