import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Access, NormalOperation } from '../../src/compiler/emit/emit-input.ts';
import { emitWriter, introspectAll } from '../../src/compiler/emit/write/emit-writer.ts';
import type { Fault, Store, Variables } from '../../src/execution/executable.ts';
import { createFaults } from '../../src/execution/faults.ts';
import { writeRuntime } from '../../src/execution/write-runtime.ts';

export const everything: Access = { mayRead: () => true, mayBe: () => true };

export type Written = { readonly text: string; readonly errors: readonly GraphQLFormattedError[] };

/** Generates the writer of an operation, and gives what runs it. */
export function createWriter(schema: GraphQLSchema, operation: NormalOperation, access: Access = everything) {
  const source = emitWriter({ schema, supergraph: schema, operation, access });
  const link = new Function('rt', `'use strict';\n${source}\nreturn write;`);
  const write = link(writeRuntime);
  return (store: Store, variables: Variables = {}, told: readonly Fault[] = []): Written => {
    const faults = createFaults('c', true);
    for (const fault of told) faults.add(fault);
    const text = write(store, variables, faults, introspectAll({ schema, operation }, variables));
    return { text, errors: faults.toErrors() };
  };
}
