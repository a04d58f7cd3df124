import { errorCauses, Supergraph } from '@apollo/federation-internals';
import type { Composition } from '../composition/composition.ts';
import { printApi, printSupergraph } from '../composition/print-schemas.ts';
import type { Fault } from '../launch.ts';
import type { TagFilter } from '../variant.ts';
import { hideByTags } from './hide-by-tags.ts';
import { hideEmpty } from './hide-empty.ts';
import { hideUnreachable } from './hide-unreachable.ts';
import { marksOf } from './marks.ts';

/**
 * The supergraph in which everything outside of a contract is `@inaccessible`: clients do not see it, plans use it all
 * the same, as keys and requirements do. It has the faults of a contract that leaves nothing to ask for, or something
 * that needs what it hides.
 * @throws Error when the text is no supergraph.
 */
export function filterContract(input: { readonly supergraphSdl: string; readonly filter: TagFilter }): Composition {
  const { supergraphSdl, filter } = input;
  const both = filter.include.filter((tag) => filter.exclude.includes(tag));
  if (both.length > 0) return { errors: both.map(contradiction) };
  const { schema } = Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false });
  const marks = marksOf(schema);
  hideByTags(marks, filter);
  hideEmpty(marks);
  if (filter.hideUnreachableTypes) hideUnreachable(schema, marks, filter.include);
  try {
    return { apiSdl: printApi(schema), supergraphSdl: printSupergraph(schema), hints: [] };
  } catch (error) {
    return { errors: faultsOf(error) };
  }
}

function contradiction(tag: string): Fault {
  return {
    message: `The contract both includes and excludes the tag "${tag}"`,
    code: 'INPUT_VALIDATION',
    locations: [],
  };
}

function faultsOf(error: unknown): readonly Fault[] {
  const causes = error instanceof Error ? errorCauses(error) : undefined;
  if (!causes) throw error;
  return causes.map(({ message, extensions: { code } }) => {
    if (code === 'QUERY_ROOT_TYPE_INACCESSIBLE')
      return { message: 'The contract leaves nothing to ask for: all of Query is hidden', code, locations: [] };
    return { message, code: typeof code === 'string' ? code : null, locations: [] };
  });
}
