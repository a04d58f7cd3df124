import {
  type InterfaceType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type NamedType,
} from '@apollo/federation-internals';
import type { Element, Marks } from './marks.ts';

/**
 * Hides types of which nothing is left, and fields of interfaces that an implementation no longer has, until nothing
 * more falls. What gives such a type or takes one does not fall: whoever tags has to say so.
 */
export function hideEmpty(marks: Marks): void {
  const visible = <T extends Element>(elements: readonly T[]) => elements.filter((element) => !marks.isHidden(element));
  const fallen = (): readonly Element[] =>
    visible(marks.types).flatMap((type) => {
      const fields = isInterfaceType(type) ? visible(missingFieldsOf(marks, type)) : [];
      const members = membersOf(type);
      return members.length > 0 && visible(members).length === 0 ? [...fields, type] : fields;
    });
  for (let found = fallen(); found.length > 0; found = fallen()) found.forEach(marks.hide);
}

function membersOf(type: NamedType): readonly Element[] {
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return type.fields();
  if (isEnumType(type)) return type.values;
  return isUnionType(type) ? type.types() : [];
}

/** An interface promises what each of its implementations has. */
function missingFieldsOf(marks: Marks, type: InterfaceType): readonly Element[] {
  const implementations = type.allImplementations().filter((each) => !marks.isHidden(each));
  return type.fields().filter(({ name }) =>
    implementations.some((each) => {
      const field = each.field(name);
      return field !== undefined && marks.isHidden(field);
    }),
  );
}
