import type { EmitInput } from '../emit-input.ts';
import { literal } from '../literal.ts';
import { always } from './condition.ts';
import { createDraft } from './draft.ts';
import { objectFunction } from './object.ts';

/**
 * Generates `write(store, v, faults)`, which gives the JSON text of an operation's `data`: every field the client asked
 * for, under its name and in its order, checked against the schema, with nulls where the specification puts them
 * (§6.4.4). Errors: QueryTooLarge.
 */
export function emitWriter(input: EmitInput): string {
  const { schema, operation } = input;
  const root = schema.getRootType(operation.node.operation);
  if (!root) throw new Error(`the schema has no ${operation.node.operation}`);
  const draft = createDraft(input);
  const sets = [{ set: operation.node.selectionSet, when: always }];
  const write = objectFunction(draft, root, sets, { path: [], lists: 0, where: root.name });
  const flags = [...draft.flags].map(([variable, flag]) => ({ flag, read: `v[${literal(variable)}] === true` }));
  const indexes = Array.from({ length: draft.indexes() }, (_, index) => `, i${index} = 0`).join('');
  return `const { write } = (() => {
const { quotable, leaf, missing, denied, unfit, stranger } = rt;
let F${indexes};
${flags.map(({ flag }) => `let ${flag} = false;`).join('\n')}
${draft.parts.join('\n')}
function write(store, v, faults) {
F = faults;
${flags.map(({ flag, read }) => `${flag} = ${read};`).join('\n')}
const t = ${write}(store);
F = undefined;
return t === undefined ? 'null' : t;
}
return { write };
})();`;
}
