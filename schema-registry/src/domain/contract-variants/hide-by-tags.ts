import {
  type InterfaceType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type NamedType,
  type ObjectType,
} from '@apollo/federation-internals';
import type { TagFilter } from '../variant.ts';
import type { Element, Marks } from './marks.ts';

/**
 * Hides what a contract leaves out by its tags: everything that has an excluded one and, if only some are included,
 * unions and fields of objects and interfaces that have none of these. All else comes with what uses it. The tags of an
 * object or interface are those of each of its fields as well.
 */
export function hideByTags(marks: Marks, { include, exclude }: TagFilter): void {
  const isExcluded = (tags: readonly string[]) => tags.some((tag) => exclude.includes(tag));
  const isMissed = (tags: readonly string[]) => include.length > 0 && !tags.some((tag) => include.includes(tag));
  const hideExcluded = (element: Element) => {
    if (isExcluded(marks.tagsOf(element))) marks.hide(element);
  };
  const hideFieldsOf = (type: ObjectType | InterfaceType) => {
    const inherited = marks.tagsOf(type);
    for (const field of type.fields()) {
      const tags = [...inherited, ...marks.tagsOf(field)];
      if (isExcluded(tags) || isMissed(tags)) marks.hide(field);
      for (const argument of field.arguments()) hideExcluded(argument);
    }
  };
  const hideMembersOf = (type: NamedType) => {
    if (isObjectType(type) || isInterfaceType(type)) hideFieldsOf(type);
    if (isInputObjectType(type)) for (const field of type.fields()) hideExcluded(field);
    if (isEnumType(type)) for (const value of type.values) hideExcluded(value);
  };
  for (const type of marks.types) {
    hideMembersOf(type);
    hideExcluded(type);
    if (isUnionType(type) && isMissed(marks.tagsOf(type))) marks.hide(type);
  }
}
