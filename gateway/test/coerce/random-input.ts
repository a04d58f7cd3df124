import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { Draw } from '../fuzz/draw.ts';

const schemaHead =
  'enum Color { RED GREEN } enum Size { S M L XL XXL XS XXS A B C } scalar Any type Query { a: Int b: Float c: String d: Boolean e: ID }';
const leaves = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Color', 'Size', 'Any'];
const objects = ['P', 'Q', 'R'];
const values = [
  null,
  0,
  1.5,
  2147483648,
  -1,
  'text',
  'RED',
  'XL',
  '',
  true,
  [],
  ['RED'],
  [1, 'x'],
  [[null]],
  {},
  { a: 1 },
];

/** Input types that hold each other, with defaults, some of them «one of». */
export function randomInputSchema(draw: Draw): string {
  const inputs = objects.map((name) => {
    const isOneOf = draw.chance(25);
    const fields = Array.from({ length: 1 + draw.below(4) }, (_, index) => {
      const type = wrapped(draw, draw.chance(35) ? draw.pick(objects) : draw.pick(leaves));
      // A value that must hold its like, or a «one of» that must be there, cannot be written down.
      const free = isOneOf || objects.some((each) => type.includes(each)) ? type.replace(/!$/, '') : type;
      return `${draw.pick(['f', 'constructor_', '_'])}${index}: ${free}${isOneOf ? '' : fallback(draw, free)}`;
    });
    return `input ${name}${isOneOf ? ' @oneOf' : ''} { ${fields.join(' ')} ${isOneOf ? '' : 'toString: Int'} }`;
  });
  return [schemaHead, ...inputs].join('\n');
}

/** Definitions of variables. */
export function randomDefinitions(draw: Draw): string {
  const names = ['a', 'b', 'constructor', '__proto__'].slice(0, 1 + draw.below(4));
  const definitions = names.map((name) => {
    const type = wrapped(draw, draw.pick([...leaves, ...objects, ...objects]));
    return `$${name}: ${type}${fallback(draw, type)}`;
  });
  return definitions.join(', ');
}

/** Values for them: mostly right, at times not, some missing, some that nobody asked for. */
export function randomVariables(draw: Draw, types: ReadonlyMap<string, GraphQLInputType>): Record<string, unknown> {
  const entries = [...types]
    .filter(() => !draw.chance(15))
    .map(([name, type]) => [name, randomValue(draw, type, 3)] as const);
  const more = draw.chance(20) ? [['unknown', 1] as const] : [];
  // As JSON gives it: `__proto__` is a key as any other.
  return JSON.parse(
    `{${[...entries, ...more].map((each) => each.map((part) => JSON.stringify(part)).join(':')).join(',')}}`,
  );
}

function randomValue(draw: Draw, type: GraphQLInputType, depth: number): unknown {
  if (draw.chance(8)) return draw.pick(values);
  if (isNonNullType(type)) return randomValue(draw, type.ofType, depth);
  if (draw.chance(10)) return null;
  if (isListType(type))
    return draw.chance(15)
      ? randomValue(draw, type.ofType, depth)
      : Array.from({ length: draw.below(4) }, () => randomValue(draw, type.ofType, depth));
  if (isEnumType(type)) return draw.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return rightLeaf(draw, type.name);
  if (depth === 0) return {};
  const fields = Object.values(type.getFields());
  const given = type.isOneOf ? fields.slice(0, 1 + draw.below(8) / 7) : draw.some(fields, fields.length - 1);
  const object = Object.fromEntries(given.map((field) => [field.name, randomValue(draw, field.type, depth - 1)]));
  return draw.chance(5) ? { ...object, f9: 1 } : object;
}

function rightLeaf(draw: Draw, name: string): unknown {
  if (name === 'Int') return draw.pick([0, -5, 2147483647]);
  if (name === 'Float') return draw.pick([0.5, 3, -1e300]);
  if (name === 'Boolean') return draw.chance(50);
  if (name === 'ID') return draw.pick(['id', 7]);
  return name === 'Any' ? draw.pick(values) : draw.pick(['', 'text', '"quoted"', '\u2028']);
}

function wrapped(draw: Draw, name: string): string {
  const lists = draw.chance(35) ? 1 + draw.below(2) : 0;
  let type = name;
  for (let list = 0; list <= lists; list++) {
    if (list > 0) type = `[${type}]`;
    if (draw.chance(35)) type += '!';
  }
  return type;
}

const fallbacks: Readonly<Record<string, readonly string[]>> = {
  Int: ['5'],
  Float: ['1.5', '2'],
  String: ['"a \\" b"'],
  Boolean: ['true'],
  ID: ['"x"', '7'],
  Color: ['RED'],
  Size: ['XL'],
  Any: ['{ a: [1, "x", RED] }', '"text"'],
};

function fallback(draw: Draw, type: string): string {
  const right = fallbacks[type.replace(/[[\]!]/g, '')];
  if (!right || draw.chance(60)) return '';
  return ` = ${draw.pick([...right, ...(type.endsWith('!') ? [] : ['null'])])}`;
}
