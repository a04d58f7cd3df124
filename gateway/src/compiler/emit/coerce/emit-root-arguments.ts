import { print } from 'graphql';
import type { EmitInput } from '../emit-input.ts';
import { literal } from '../literal.ts';
import { createCollect } from '../write/collect.ts';
import { always } from '../write/condition.ts';
import { inputSdl, inputValueSdl } from './input-types.ts';

/** Generates `rootArguments(v)`: the arguments of a subscription's one field; none for other operations. */
export function emitRootArguments({ schema, operation }: Pick<EmitInput, 'schema' | 'operation'>): string {
  const { node, fragments } = operation;
  const root = schema.getRootType(node.operation);
  if (node.operation !== 'subscription' || !root) return 'function rootArguments() { return {}; }';
  const [slot] = createCollect(schema, fragments)([{ set: node.selectionSet, when: always }], root);
  const field = slot?.group.nodes[0]?.node;
  const definition = field && root.getFields()[field.name.value];
  if (!field || !definition || definition.args.length === 0) return 'function rootArguments() { return {}; }';
  const sdl = inputSdl(definition.args.map((each) => each.type));
  const args = definition.args.map(inputValueSdl);
  const given = (field.arguments ?? []).map((each) => print(each));
  return `let read;
function rootArguments(v) {
read ??= argumentReader(${literal(`${sdl}\ntype Query { field(${args.join(' ')}): Boolean }`)}, ${literal(given)});
return read(v);
}`;
}
