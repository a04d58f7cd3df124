import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Draw } from '../fuzz/draw.ts';

/** An operation that may not be valid: aliases can clash, and a fragment may fit nowhere. Its variables: `$a`, `$b`. */
export function randomOperation(draw: Draw, schema: GraphQLSchema): string {
  const query = schema.getQueryType();
  if (!query) throw new Error('a schema without a query');
  const fragments: string[] = [];
  const within = { draw, schema, fragments };
  const selection = selectionOf(within, query, 4);
  return [`query ($a: Boolean! = true, $b: Boolean!) ${selection}`, ...fragments].join('\n');
}

type Within = { readonly draw: Draw; readonly schema: GraphQLSchema; readonly fragments: string[] };

function selectionOf(within: Within, type: GraphQLCompositeType, depth: number): string {
  const { draw } = within;
  const parts = Array.from({ length: 1 + draw.below(4) }, () => partOf(within, type, depth));
  return `{ ${parts.join(' ')}${draw.chance(10) ? ` ${parts[0]}` : ''} }`;
}

function partOf(within: Within, type: GraphQLCompositeType, depth: number): string {
  const { draw } = within;
  if (draw.chance(30) && depth > 0) return fragmentOn(within, type, depth);
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const able = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
  if (able.length === 0 || draw.chance(10))
    return `${draw.pick(['', 't: ', '__typename: '])}__typename${condition(draw)}`;
  const field = draw.pick(able);
  const given = getNamedType(field.type);
  const argument = field.args.length > 0 && draw.chance(50) ? '(x: 1)' : '';
  const alias =
    argument !== ''
      ? `${field.name}_1: `
      : draw.pick(['', '', '', `__proto__: `, `_r_${field.name}: `, 'constructor: ']);
  const selection = isCompositeType(given) ? ` ${selectionOf(within, given, depth - 1)}` : '';
  return `${alias}${field.name}${argument}${condition(draw)}${selection}`;
}

function fragmentOn(within: Within, type: GraphQLCompositeType, depth: number): string {
  const { draw, schema, fragments } = within;
  const composites = Object.values(schema.getTypeMap()).filter(
    (each) => isCompositeType(each) && !each.name.startsWith('__'),
  );
  const on = draw.chance(30) ? type : (draw.pick(composites) as GraphQLCompositeType);
  const selection = selectionOf(within, on, depth - 1);
  if (draw.chance(60)) return `... on ${on.name}${condition(draw)} ${selection}`;
  const name = `F${fragments.length}`;
  fragments.push(`fragment ${name} on ${on.name} ${selection}`);
  return `...${name}${condition(draw)}${draw.chance(20) ? ` ...${name}${condition(draw)}` : ''}`;
}

function condition(draw: Draw): string {
  if (draw.chance(75)) return '';
  const conditions = [
    '@skip(if: $a)',
    '@include(if: $b)',
    '@include(if: $a)',
    '@skip(if: $b) @include(if: $a)',
    '@skip(if: true)',
    '@include(if: true)',
  ];
  return ` ${draw.pick(conditions)}`;
}
