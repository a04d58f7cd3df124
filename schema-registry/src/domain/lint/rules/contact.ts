import type { LintedSchema, LintRule } from '../lint-rule.ts';
import type { SchemaElement } from '../schema-elements.ts';

/** Whoever meets a subgraph in trouble finds its owner by `schema @contact(name: …)`. */
export const contact: LintRule = {
  name: 'CONTACT_DIRECTIVE_MISSING',
  level: 'IGNORED',
  check: ({ document, elements }) => {
    const schemas = elements.filter(({ kind }) => kind === 'schema');
    const hasContact = schemas.some(({ directives }) => directives.some(({ name }) => name.value === 'contact'));
    if (hasContact) return [];
    const element = schemas[0] ?? nowhere(document);
    return element ? [{ element, message: 'The schema names nobody to turn to: it has no @contact.' }] : [];
  },
};

/** A schema need not be written down to be one; then it begins with the document. */
function nowhere({ definitions: [node] }: LintedSchema['document']): SchemaElement | null {
  const rest = { isExtension: false, description: null, directives: [], type: null, owner: null };
  return node ? { kind: 'schema', name: '', coordinate: 'schema', node, at: node, ...rest } : null;
}
