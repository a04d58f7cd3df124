import type { Draw } from '../fuzz/draw.ts';

const leaves = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Color', 'Size', 'Any'];

/** Two enums: one small enough to be compared value by value, one that is looked up. */
const enums = `enum Color { RED GREEN BLUE }
enum Size { S0 S1 S2 S3 S4 S5 S6 S7 S8 S9 }
scalar Any
`;

const objects = ['A', 'B', 'C', 'D'];
const interfaces = ['I', 'J'];

/** A schema with interfaces, unions, lists in lists and every nullability; field names say which type they are of. */
export function randomSchema(draw: Draw): string {
  const shared = new Map(interfaces.map((name) => [name, fieldsOf(draw, name.toLowerCase())] as const));
  const types = objects.map((name) => {
    const implemented = draw.some(interfaces, 0);
    const inherited = implemented.flatMap((each) => shared.get(each) ?? []);
    const heading = implemented.length > 0 ? ` implements ${implemented.join(' & ')}` : '';
    const own = [...fieldsOf(draw, name.toLowerCase()), ...oddFields(draw)];
    return `type ${name}${heading} { ${[...inherited.map((field) => strict(draw, field)), ...own].join(' ')} }`;
  });
  const abstracts = interfaces.map((name) => `interface ${name} { ${shared.get(name)?.join(' ')} }`);
  const union = `union U = ${draw.some(objects, 1).join(' | ')}`;
  const query = `type Query { ${fieldsOf(draw, 'q').join(' ')} q: Query a: A i: I u: U }`;
  return [enums, ...types, ...abstracts, union, query].join('\n');
}

function fieldsOf(draw: Draw, prefix: string): string[] {
  return Array.from({ length: 2 + draw.below(4) }, (_, index) => {
    const name = draw.chance(40) ? draw.pick([...objects, ...interfaces, 'U']) : draw.pick(leaves);
    return `${prefix}${index}${draw.chance(20) ? '(x: Int)' : ''}: ${wrapped(draw, name)}`;
  });
}

/** Names that objects inherit in JavaScript, or that look like what the router itself writes. */
function oddFields(draw: Draw): readonly string[] {
  return draw.some(['constructor: String', 'toString: [Int!]', '_r_x: Int', 'hasOwnProperty: Any'], 0);
}

function wrapped(draw: Draw, name: string): string {
  const lists = draw.chance(35) ? 1 + draw.below(2) : 0;
  let type = name;
  for (let list = 0; list <= lists; list++) {
    if (list > 0) type = `[${type}]`;
    if (draw.chance(40)) type += '!';
  }
  return type;
}

/** An implementation may promise more than its interface. */
function strict(draw: Draw, field: string): string {
  return draw.chance(10) && !field.endsWith('!') ? `${field}!` : field;
}
