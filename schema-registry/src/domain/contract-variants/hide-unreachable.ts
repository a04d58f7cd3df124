import {
  baseType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type NamedType,
  type Schema,
} from '@apollo/federation-internals';
import type { Marks } from './marks.ts';

/**
 * Hides the types that nothing visible leads to from the root types, from directives that clients may use, and from
 * types that have a tag of `include` themselves.
 */
export function hideUnreachable(schema: Schema, marks: Marks, include: readonly string[]): void {
  const roots = schema.schemaDefinition.roots().map(({ type }) => type);
  const included = marks.types.filter((type) => marks.tagsOf(type).some((tag) => include.includes(tag)));
  const reached = new Set<NamedType>();
  const pending: NamedType[] = [...roots, ...included, ...typesOfDirectives(schema)];
  for (let type = pending.pop(); type; type = pending.pop()) {
    if (reached.has(type) || marks.isHidden(type)) continue;
    reached.add(type);
    pending.push(...typesWithin(marks, type));
  }
  for (const type of marks.types) if (!reached.has(type)) marks.hide(type);
}

function typesWithin(marks: Marks, type: NamedType): readonly NamedType[] {
  if (isUnionType(type)) return type.types();
  if (isInputObjectType(type))
    return type.fields().flatMap((field) => (field.type && !marks.isHidden(field) ? [baseType(field.type)] : []));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const fields = type.fields().filter((field) => !marks.isHidden(field));
  const used = fields.flatMap((field) => [field, ...field.arguments().filter((each) => !marks.isHidden(each))]);
  const implementations = isInterfaceType(type) ? type.allImplementations() : [];
  return [
    ...used.flatMap((each) => (each.type ? [baseType(each.type)] : [])),
    ...type.interfaces(),
    ...implementations,
  ];
}

function typesOfDirectives(schema: Schema): readonly NamedType[] {
  const executable = schema.directives().filter((each) => each.hasExecutableLocations());
  return executable.flatMap((each) => each.arguments().flatMap(({ type }) => (type ? [baseType(type)] : [])));
}
