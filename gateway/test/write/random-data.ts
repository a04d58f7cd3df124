import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import type { Draw } from '../fuzz/draw.ts';

const texts = [
  '',
  'plain',
  'with "quotes"',
  'back\\slash',
  'line\nbreak',
  '\u0000',
  'ünï',
  '😀',
  '\ud800 alone',
  '</script>\u2028',
];

const rightLeaves: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, -1, 7, 2147483647, -2147483648, -0],
  Float: [0, 1.5, -2e-7, 1e21, 3],
  String: texts,
  Boolean: [true, false],
  ID: ['id', '7', ...texts],
  Any: ['text', 5, true, { a: [null, { b: '\u2028' }] }, [], {}],
};

/** What graphql-js makes something else of, or nothing. */
const oddLeaves: readonly unknown[] = [
  5,
  2147483648,
  1.5,
  '5',
  '',
  true,
  {},
  [],
  ['a'],
  'NO_SUCH_VALUE',
  'RED',
  Number.POSITIVE_INFINITY,
];

/** Objects for every type, which point at each other; some values are null where none may be, or are not of their type. */
export function randomData(draw: Draw, schema: GraphQLSchema, odds: number): Record<string, unknown> {
  const objects = new Map<string, Record<string, unknown>[]>();
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
  for (const type of types) objects.set(type.name, [{ __typename: type.name }, { __typename: type.name }]);
  const leafOf = (type: GraphQLOutputType): unknown => {
    if (draw.chance(odds)) return draw.pick(oddLeaves);
    if (isEnumType(type)) return draw.pick(type.getValues()).name;
    return draw.pick((isScalarType(type) && rightLeaves[type.name]) || [null]);
  };
  const fill = (type: GraphQLOutputType): unknown => {
    if (isNonNullType(type)) return draw.chance(odds) ? null : fill(type.ofType);
    if (draw.chance(15)) return null;
    if (isListType(type)) {
      if (draw.chance(odds)) return 5;
      return Array.from({ length: draw.below(4) }, () => fill(type.ofType));
    }
    if (isAbstractType(type)) {
      if (draw.chance(odds)) return { __typename: draw.pick(['Nobody', 'Query', 'I']) };
      const possible = schema.getPossibleTypes(type);
      return possible.length === 0 ? null : draw.pick(objects.get(draw.pick(possible).name) ?? []);
    }
    return isObjectType(type) ? draw.pick(objects.get(type.name) ?? []) : leafOf(type);
  };
  for (const type of types)
    for (const object of objects.get(type.name) ?? [])
      for (const field of Object.values(type.getFields())) object[field.name] = fill(field.type);
  return objects.get('Query')?.[0] ?? {};
}
