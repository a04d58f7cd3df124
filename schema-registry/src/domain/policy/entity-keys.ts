import { type ConstDirectiveNode, type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { elementsOf, rangeOf } from './elements.ts';
import { readFederationNames } from './federation-names.ts';
import type { Finding, PolicyRule } from './policy.ts';

/**
 * A subgraph no longer resolves an entity by a key, though it still has the type. Even where the rest of the graph
 * composes without it, routers that have not taken up the new launch still ask by it.
 */
export const entityKeys: PolicyRule = {
  id: 'ENTITY_KEY_REMOVED',
  level: 'ERROR',
  find({ before, after }) {
    if (!before) return [];
    const [was, is] = [readKeys(before.document), readKeys(after.document)];
    const elements = elementsOf(after.document);
    return [...was].flatMap(([type, keys]): Finding[] => {
      const element = elements.get(type);
      if (!element) return [];
      const gone = [...keys].filter((key) => !is.get(type)?.has(key));
      const range = rangeOf(after, element.loc);
      return gone.map((key) => ({
        coordinate: type,
        range,
        message: `${type} is no longer resolved by @key(fields: "${key}")`,
      }));
    });
  },
};

/** The keys by which other subgraphs may ask for each type, as one text each. */
function readKeys(document: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const nameOf = readFederationNames(document);
  // Without a link the schema is of federation 1, where `@key` is simply known.
  const isKey = ({ name }: ConstDirectiveNode) => (nameOf(name.value) ?? name.value) === 'key';
  const types = [...elementsOf(document)].filter(([, { parent }]) => parent === null);
  return new Map(
    types.map(([type, { directives }]) => [type, new Set(directives.filter(isKey).flatMap(readResolvableKey))]),
  );
}

function readResolvableKey(directive: ConstDirectiveNode): string[] {
  const value = (name: string) => directive.arguments?.find((each) => each.name.value === name)?.value;
  const [fields, resolvable] = [value('fields'), value('resolvable')];
  if (fields?.kind !== Kind.STRING) return [];
  return resolvable?.kind === Kind.BOOLEAN && !resolvable.value ? [] : [normalizeKey(fields.value)];
}

function normalizeKey(fields: string): string {
  try {
    const [operation] = parse(`{${fields}}`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION ? printSorted(operation.selectionSet) : fields;
  } catch {
    // That it is no selection is the composer's to say.
    return fields;
  }
}

function printSorted({ selections }: SelectionSetNode): string {
  const printed = selections.map((each) => {
    const name = each.kind === Kind.FIELD ? each.name.value : '...';
    return each.kind !== Kind.FRAGMENT_SPREAD && each.selectionSet
      ? `${name} { ${printSorted(each.selectionSet)} }`
      : name;
  });
  return printed.sort().join(' ');
}
