import type { DocumentNode } from 'graphql';
import { visit } from 'graphql';
import type { LintRule } from '../lint-rule.ts';
import type { SchemaElement } from '../schema-elements.ts';

const types = new Set(['object', 'interface', 'union', 'enum', 'input object', 'scalar']);
const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Types that nothing leads to: no field, argument, union or implementation, no root and no entity of another subgraph. */
export const unusedTypes: LintRule = {
  name: 'DEFINED_TYPES_ARE_UNUSED',
  level: 'WARNING',
  check: ({ document, elements }) => {
    const used = usedTypes(document);
    const leads = new Set(elements.filter(isReached).map(({ name }) => name));
    return elements
      .filter(({ kind, isExtension }) => types.has(kind) && !isExtension)
      .filter(({ name }) => !used.has(name) && !leads.has(name) && !roots.has(name))
      .map((element) => ({ element, message: `${element.kind} ${element.name} is not used.` }));
  },
};

/** Entities are reached from other subgraphs, implementations by their interfaces. */
function isReached({ kind, directives, node }: SchemaElement): boolean {
  if (!types.has(kind)) return false;
  const isEntity = directives.some(({ name }) => name.value === 'key' || name.value === 'federation__key');
  return isEntity || ('interfaces' in node && (node.interfaces?.length ?? 0) > 0);
}

function usedTypes(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  // The name of a definition is no NamedType, so what is met is what is used.
  visit(document, { NamedType: ({ name }) => void used.add(name.value) });
  return used;
}
