import { literal, property } from '../literal.ts';
import { always } from './condition.ts';
import { createDraft, type Draft, type WriterInput } from './draft.ts';
import { introspect } from './introspection.ts';
import { objectFunction } from './object.ts';

/**
 * Generates `write(store, v, faults, shown)`, which gives the JSON text of an operation's `data`: every field the client
 * asked for, under its name and in its order, checked against the schema, with nulls where the specification puts them
 * (§6.4.4). And `introspects`: whether `shown` must be what `introspectAll` gives, `once` for good or `each` time.
 * Errors: QueryTooLarge.
 */
export function emitWriter(input: WriterInput): string {
  const draft = createDraft(input);
  const write = rootFunction(draft);
  const flags = [...draft.flags].map(([variable, flag]) => ({ flag, read: `${property('v', variable)} === true` }));
  const indexes = Array.from({ length: draft.indexes() }, (_, index) => `, i${index} = 0`).join('');
  const each = draft.introspected.some(({ usesVariables }) => usesVariables);
  const introspects = each ? 'each' : draft.introspected.length > 0 ? 'once' : 'never';
  return `const { write, introspects } = (() => {
const { quotable, leaf, missing, denied, unfit, stranger } = rt;
let F, S, E = true${indexes};
${flags.map(({ flag }) => `let ${flag} = false;`).join('\n')}
${draft.parts.join('\n')}
function write(store, v, faults, shown) {
F = faults;
S = shown;
E = faults.escapes;
${flags.map(({ flag, read }) => `${flag} = ${read};`).join('\n')}
const t = ${write}(store);
F = S = undefined;
return t === undefined ? 'null' : t;
}
return { write, introspects: ${literal(introspects)} };
})();`;
}

/** Answers all introspection of an operation that its code does not hold: JSON texts by place. */
export function introspectAll(
  { schema, operation }: Pick<WriterInput, 'schema' | 'operation'>,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const everything = { mayRead: () => true, mayBe: () => true };
  // What subgraphs know of the schema has no bearing on what it says about itself.
  const draft = createDraft({ schema, supergraph: schema, operation, access: everything });
  rootFunction(draft);
  return Object.fromEntries(
    draft.introspected.map(({ key, document }) => [key, introspect({ schema, operation }, document, variables)]),
  );
}

function rootFunction(draft: Draft): string {
  const { schema, operation } = draft.input;
  const root = schema.getRootType(operation.node.operation);
  if (!root) throw new Error(`the schema has no ${operation.node.operation}`);
  const sets = [{ set: operation.node.selectionSet, when: always }];
  return objectFunction(draft, root, sets, { path: [], lists: 0, where: root.name });
}
