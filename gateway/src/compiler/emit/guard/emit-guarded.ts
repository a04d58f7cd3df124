import { type FieldNode, Kind, type ValueNode } from 'graphql';
import type { EmitInput } from '../emit-input.ts';
import { literal, property } from '../literal.ts';
import { createCollect } from '../write/collect.ts';
import { always } from '../write/condition.ts';

/** Root fields that are counted by themselves, with the argument that names an account (`input.email`), if one does. */
export type GuardedFields = Readonly<Record<string, string | undefined>>;

/**
 * Emits `guarded(v)`: the guarded root fields that an operation asks for, each time with the account it is about, as
 * `[field, account]` pairs; undefined where it asks for none, which is nearly always.
 */
export function emitGuarded({ schema, operation }: EmitInput, fields: GuardedFields): string {
  const { node, fragments } = operation;
  const root = schema.getRootType(node.operation);
  if (!root || node.operation === 'subscription') return 'const guarded = undefined;';
  const slots = createCollect(schema, fragments)([{ set: node.selectionSet, when: always }], root);
  const asked = slots.flatMap(({ group }) => {
    const [first] = group.nodes;
    const name = first?.node.name.value ?? '';
    return first && Object.hasOwn(fields, name) ? [pairOf(first.node, fields[name])] : [];
  });
  if (asked.length === 0) return 'const guarded = undefined;';
  return `${reader}\nfunction guarded(v) { return [${asked.join(', ')}]; }`;
}

const reader = `
function accountAt(value, ...path) {
  for (const name of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}`;

/** Conditions are not looked at: what may be asked for is counted. */
function pairOf(node: FieldNode, account: string | undefined): string {
  const [argument, ...within] = account?.split('.') ?? [];
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  return `[${literal(node.name.value)}, ${value ? accountOf(value, within) : 'undefined'}]`;
}

function accountOf(value: ValueNode, within: readonly string[]): string {
  if (value.kind === Kind.VARIABLE) {
    const path = within.map((name) => `, ${literal(name)}`).join('');
    return `accountAt(${property('v', value.name.value)}${path})`;
  }
  const [name, ...rest] = within;
  if (name !== undefined && value.kind === Kind.OBJECT) {
    const field = value.fields.find((each) => each.name.value === name);
    return field ? accountOf(field.value, rest) : 'undefined';
  }
  // An ID may be written as a number, and is the same account as its text.
  const isText = value.kind === Kind.STRING || value.kind === Kind.INT || value.kind === Kind.ENUM;
  return name === undefined && isText ? literal(value.value) : 'undefined';
}
