import { type GraphQLCompositeType, type GraphQLObjectType, isAbstractType } from 'graphql';
import type { Sets, Slot } from './collect.ts';
import { conditionKey } from './condition.ts';
import type { Draft } from './draft.ts';
import { maySee } from './may-see.ts';

/** Types at one place whose objects are written alike. */
export type Family = {
  readonly types: [GraphQLObjectType, ...GraphQLObjectType[]];
  readonly slots: readonly Slot[];
  /** Whether the caller may be shown such objects. */
  readonly shown: boolean;
};

/** Parts the types an object may have: an interface with a hundred of them whose fields are asked is written out once. */
export function familiesOf(draft: Draft, type: GraphQLCompositeType, sets: Sets): readonly Family[] {
  const { schema, access } = draft.input;
  const families = new Map<string, Family>();
  for (const possible of isAbstractType(type) ? schema.getPossibleTypes(type) : []) {
    const shown = access.mayBe(possible.name);
    const slots = shown ? draft.collect(sets, possible) : [];
    const key = shown ? slots.map((slot) => slotKey(draft, possible, slot)).join('\n') : 'denied';
    const family = families.get(key);
    if (family) family.types.push(possible);
    else families.set(key, { types: [possible], slots, shown });
  }
  return [...families.values()];
}

/** A text that is the same for slots that are written alike; what a group asks for is part of its first slot's. */
function slotKey(draft: Draft, type: GraphQLObjectType, { group, when, unless }: Slot): string {
  if (unless.length > 0) return `${group.responseName} ${conditionKey(when)}`;
  const nodes = group.nodes.map((each) => `${draft.idOf(each.node)}?${conditionKey(each.when)}`);
  const field = type.getFields()[group.nodes[0]?.node.name.value ?? ''];
  const seen = field ? `${field.type} ${maySee(draft.input, type, field, group)}` : '';
  return [group.responseName, seen, conditionKey(when), ...nodes].join(' ');
}
