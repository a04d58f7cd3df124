import { type GraphQLSchema, type OperationDefinitionNode, parse } from 'graphql';
import { normalise } from '../../src/compiler/document/normalise.ts';
import { emitCoerce } from '../../src/compiler/emit/coerce/emit-coerce.ts';
import { coerceRuntime } from '../../src/execution/coerce-runtime.ts';
import type { Executable } from '../../src/execution/executable.ts';

/** Generates and links what checks the variables of an operation. */
export function createCoercer(
  schema: GraphQLSchema,
  text: string,
): Pick<Executable, 'coerce' | 'rootArguments'> & { readonly source: string } {
  const document = parse(text);
  const operation = normalise(document, document.definitions[0] as OperationDefinitionNode);
  const source = emitCoerce({ schema, operation });
  const link = new Function('rt', `'use strict';\n${source}\nreturn { coerce, rootArguments };`);
  return { ...link(coerceRuntime), source };
}
