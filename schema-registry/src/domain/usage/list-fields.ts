import { type FieldDefinitionNode, Kind, parse } from 'graphql';

/** A field of a schema, `Type.field`, and why it is deprecated, where it is. */
export type SchemaField = { readonly coordinate: string; readonly deprecated: string | null };

/** Every field of the object types and interfaces of an API schema, in its order. */
export function listFields({ sdl }: { readonly sdl: string }): readonly SchemaField[] {
  return parse(sdl, { noLocation: true }).definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    return (type.fields ?? []).map((field) => ({
      coordinate: `${type.name.value}.${field.name.value}`,
      deprecated: deprecationOf(field),
    }));
  });
}

function deprecationOf({ directives = [] }: FieldDefinitionNode): string | null {
  const deprecated = directives.find(({ name }) => name.value === 'deprecated');
  if (!deprecated) return null;
  const reason = deprecated.arguments?.find(({ name }) => name.value === 'reason')?.value;
  return reason?.kind === Kind.STRING ? reason.value : 'No longer supported';
}
