import { type GraphQLSchema, isInterfaceType, isObjectType, isUnionType, Kind } from 'graphql';
import type { Element } from './contract-elements.ts';

/** A part of a graph, by the names of `@tag`: what carries one of `include` (empty: everything) and none of `exclude`. */
export type Contract = { readonly include: readonly string[]; readonly exclude: readonly string[] };

/** How the supergraph calls the directives that a contract reads; undefined for those it does not link. */
export type ContractDirectives = { readonly tag: string | undefined; readonly inaccessible: string | undefined };

/**
 * Coordinates of what a contract leaves out, and of what is not accessible anyway. A tag of an object or interface type
 * counts for each of its fields. Only fields of these, and unions, have to be included by name: the rest comes with what
 * uses it. What has to be given stays, since nobody could ask without it.
 */
export function hiddenByTags(
  schema: GraphQLSchema,
  types: readonly Element[],
  { include, exclude }: Contract,
  directives: ContractDirectives,
): Set<string> {
  const hidden = new Set<string>();
  const isLeftOut = (tags: readonly string[], byName: boolean) =>
    tags.some((tag) => exclude.includes(tag)) ||
    (byName && include.length > 0 && !tags.some((tag) => include.includes(tag)));
  const visit = (element: Element, inherited: readonly string[], byName: boolean): void => {
    const tags = [...inherited, ...tagsOf(element, directives.tag)];
    const isInaccessible = element.directives.some(({ name }) => name.value === directives.inaccessible);
    if (isInaccessible || (!element.required && isLeftOut(tags, byName))) hidden.add(element.coordinate);
    for (const member of element.members) visit(member, [], false);
  };
  for (const element of types) {
    const type = schema.getType(element.coordinate);
    const tags = tagsOf(element, directives.tag);
    visit({ ...element, members: [] }, [], isUnionType(type));
    const hasFields = isObjectType(type) || isInterfaceType(type);
    for (const member of element.members) visit(member, hasFields ? tags : [], hasFields);
  }
  return hidden;
}

function tagsOf(element: Element, tag: string | undefined): readonly string[] {
  return element.directives.flatMap((node) => {
    const value = node.arguments?.find(({ name }) => name.value === 'name')?.value;
    return node.name.value === tag && value?.kind === Kind.STRING ? [value.value] : [];
  });
}
