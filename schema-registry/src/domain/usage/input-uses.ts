import type { ExtendedReferences } from './generated/usage_report.ts';
import type { InputUse } from './usage.ts';

/** What several clients' variables had of input fields and enum values, each summed up. */
export function inputUsesOf(references: readonly ExtendedReferences[]): readonly InputUse[] {
  const uses = new Map<string, InputUse>();
  for (const each of references.flatMap(usesIn)) {
    // No database takes a zero for text.
    const use = { ...each, coordinate: each.coordinate.toWellFormed().replaceAll('\0', '') };
    const known = uses.get(use.coordinate);
    uses.set(use.coordinate, known ? sum(known, use) : use);
  }
  return [...uses.values()];
}

function usesIn({ inputTypes, enumValues }: ExtendedReferences): readonly InputUse[] {
  const fields = Object.entries(inputTypes).flatMap(([type, { fieldNames }]) =>
    Object.entries(fieldNames).map(([name, { references, nullReferences: nulls, missing }]) => {
      // A reference with null is a reference.
      return { coordinate: `${type}.${name}`, present: Math.max(references - nulls, 0), nulls, missing };
    }),
  );
  const values = Object.entries(enumValues).flatMap(([type, { enumValues: counts }]) =>
    Object.entries(counts).map(([name, present]) => ({ coordinate: `${type}.${name}`, present, nulls: 0, missing: 0 })),
  );
  return [...fields, ...values];
}

function sum(one: InputUse, other: InputUse): InputUse {
  return {
    coordinate: one.coordinate,
    present: one.present + other.present,
    nulls: one.nulls + other.nulls,
    missing: one.missing + other.missing,
  };
}
