import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { Draw } from './draw.ts';

/** Variables that the operation under making declares. */
export type Declared = Map<string, { readonly type: string; readonly fallback?: string; readonly value?: unknown }>;

const maxDepth = 2;

/** Writes a value of an input type, with variables in it here and there. */
export function writeInput(draw: Draw, type: GraphQLInputType, declared: Declared, depth = 0): string {
  if (draw.chance(35)) return `$${declare(draw, type, declared)}`;
  if (isNonNullType(type))
    return writeInput(draw, type.ofType, declared, depth).replace(/^null$/, bareLiteral(draw, type));
  if (draw.chance(12)) return 'null';
  if (isListType(type)) {
    const items = Array.from({ length: draw.below(3) }, () => writeInput(draw, type.ofType, declared, depth));
    return `[${items.join(', ')}]`;
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || draw.chance(50));
    const shallow = fields.filter((field) => depth < maxDepth || !isInputObjectType(field.type));
    return `{${shallow.map((field) => `${field.name}: ${writeInput(draw, field.type, declared, depth + 1)}`).join(', ')}}`;
  }
  return bareLiteral(draw, type);
}

function bareLiteral(draw: Draw, type: GraphQLInputType): string {
  const bare = isNonNullType(type) ? (type.ofType as GraphQLInputType) : type;
  if (isListType(bare)) return '[]';
  if (isInputObjectType(bare)) return '{}';
  const value = makeInput(draw, bare, 0);
  return isEnumType(bare) ? String(value) : JSON.stringify(value);
}

/** A variable fit for the place: one that is there already, or a new one. */
function declare(draw: Draw, type: GraphQLInputType, declared: Declared): string {
  const text = String(type);
  const known = [...declared].filter(([, one]) => one.type === text || one.type === `${text}!`);
  if (known.length > 0 && draw.chance(50)) return draw.pick(known)[0];
  const name = draw.pick(['v', 'id', 'constructor', 'representations', '_v']) + declared.size;
  const isStricter = !isNonNullType(type) && draw.chance(25);
  const bare = isNonNullType(type) ? (type.ofType as GraphQLInputType) : type;
  // A default makes a variable of the nullable type fit for a place that takes no null.
  const fallback = draw.chance(30) ? bareLiteral(draw, bare) : undefined;
  const mayBeAbsent = fallback !== undefined || !(isStricter || isNonNullType(type));
  const mayBeNull = !isStricter && !isNonNullType(type);
  const value = mayBeNull && draw.chance(15) ? null : makeInput(draw, bare, 0);
  declared.set(name, {
    type: isStricter ? `${text}!` : text,
    ...(fallback === undefined ? {} : { fallback }),
    ...(mayBeAbsent && draw.chance(30) ? {} : { value }),
  });
  return name;
}

/** A value of an input type as clients send it in `variables`. */
function makeInput(draw: Draw, type: GraphQLInputType, depth: number): unknown {
  if (isNonNullType(type)) return makeInput(draw, type.ofType, depth);
  if (isListType(type)) {
    // One item stands for a list of one.
    if (draw.chance(15)) return makeInput(draw, type.ofType, depth);
    return Array.from({ length: draw.below(3) }, () => makeInput(draw, type.ofType, depth));
  }
  if (isEnumType(type)) return draw.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || draw.chance(50));
    const shallow = fields.filter((field) => depth < maxDepth || !isInputObjectType(field.type));
    const entries = shallow.map((field) => [
      field.name,
      !isNonNullType(field.type) && draw.chance(15) ? null : makeInput(draw, field.type, depth + 1),
    ]);
    return Object.fromEntries(entries);
  }
  switch (type.name) {
    case 'Int':
      return draw.below(5);
    case 'Float':
      return draw.pick([1, 0.5]);
    case 'Boolean':
      return draw.chance(50);
    case 'ID':
      return draw.pick(['x', 7]);
    default:
      return draw.pick(['', 'text', 'ä"\\\n\u2028']);
  }
}
