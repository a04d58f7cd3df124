import { calculateReferencedFieldsByType, usageReportingSignature } from '@apollo/utils.usagereporting';
import type { DocumentNode, GraphQLSchema } from 'graphql';

/** What usage reports say of an operation: the same for all that ask for the same, however they are written. */
export type UsageFacts = {
  /** `# <name or ->`, a line break, and the signature: literals emptied, aliases removed, parts sorted. */
  readonly key: string;
  /** The fields it asks for, by their type. */
  readonly fields: Readonly<Record<string, { fieldNames: string[]; isInterface: boolean }>>;
};

/** Reads them off a valid document. Slow: it prints the document anew. */
export function usageFactsOf(schema: GraphQLSchema, document: DocumentNode, name: string | undefined): UsageFacts {
  const signature = usageReportingSignature(document, name ?? '');
  const referenced = calculateReferencedFieldsByType({ schema, document, resolvedOperationName: name ?? null });
  const fields = Object.entries(referenced).map(([type, { fieldNames, isInterface }]) => {
    const said: UsageFacts['fields'][string] = {
      fieldNames: [...(fieldNames ?? [])],
      isInterface: isInterface ?? false,
    };
    return [type, said] as const;
  });
  return { key: `# ${name ?? '-'}\n${signature}`, fields: Object.fromEntries(fields) };
}
