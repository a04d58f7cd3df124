import type { SerializableChange, TypeOfChangeType } from '@graphql-inspector/core';
import { argumentReaders } from './read-arguments.ts';
import { directiveReaders } from './read-directives.ts';
import { enumReaders } from './read-enums.ts';
import { fieldReaders } from './read-fields.ts';
import { inputReaders } from './read-inputs.ts';
import { typeReaders } from './read-types.ts';
import { usageReaders } from './read-usages.ts';
import type { Readers, Reading, Schemas } from './reading.ts';

/** How each type of change that graphql-inspector finds is read. */
export const readers: Readers<TypeOfChangeType> = {
  ...typeReaders,
  ...fieldReaders,
  ...argumentReaders,
  ...inputReaders,
  ...enumReaders,
  ...directiveReaders,
  ...usageReaders,
};

/** Reads a change that was found; null when another one tells it. */
export function read({ type, meta }: SerializableChange, schemas: Schemas): Reading | null {
  // TypeScript does not see that the reader of a type takes the meta of the same type.
  const reader = readers[type] as (meta: SerializableChange['meta'], schemas: Schemas) => Reading | null;
  return reader(meta, schemas);
}
