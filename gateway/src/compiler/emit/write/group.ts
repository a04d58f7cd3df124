import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isLeafType,
  isNonNullType,
} from 'graphql';
import { literal, property } from '../literal.ts';
import { type Group, type Sets, setsOf } from './collect.ts';
import type { Draft } from './draft.ts';
import { introspect, introspectionOf } from './introspection.ts';
import { type Lead, spell } from './lead.ts';
import { type Leaf, leafOf } from './leaf.ts';
import { maySee } from './may-see.ts';
import { fieldPlace, type Place } from './place.ts';
import { deniedStatements, valueStatements } from './value.ts';

/** An object in `o` whose fields are written. */
export type ObjectHere = {
  readonly type: GraphQLObjectType;
  /** What messages call its type. */
  readonly label: string;
  /** The JSON text of its type's name; undefined when only the object knows. */
  readonly typename: string | undefined;
  readonly place: Place;
};

/** Defines what writes an object of a type, and gives its name. */
export type DefineObject = (draft: Draft, type: GraphQLCompositeType, sets: Sets, place: Place) => string;

/**
 * How a field is written: by statements after a lead. `fixed` when its value is always that text; `leaf` when it is one
 * that the expression `read` gives.
 */
export type GroupWriter = {
  readonly fixed?: string | undefined;
  readonly leaf?: Leaf;
  readonly read?: string;
  write(lead: Lead): string;
};

/** Makes what writes the fields of one response name of an object. */
export function groupWriter(draft: Draft, here: ObjectHere, group: Group, define: DefineObject): GroupWriter {
  const name = group.nodes[0]?.node.name.value ?? '';
  if (name === '__typename') return typenameWriter(here);
  if (name === '__schema' || name === '__type') return introspectionWriter(draft, group, here.place);
  const field = here.type.getFields()[name];
  if (!field) throw new Error(`${here.type.name} has no field ${name}`);
  const place = fieldPlace(here.place, group.responseName, `${here.label}.${name}`);
  if (!maySee(draft.input, here.type, field, group))
    return { write: (lead) => deniedStatements(field.type, lead, place) };
  return fieldWriter(draft, field, group, place, define);
}

function typenameWriter({ typename }: ObjectHere): GroupWriter {
  if (typename) return { fixed: typename, write: (lead) => `t += ${spell(lead, typename)};` };
  return { write: (lead) => `t += ${spell(lead, '"', 'o["__typename"]', '"')};` };
}

/** Text beyond this is not put into code, which the main thread has to read. */
const maxIntrospection = 16_384;

function introspectionWriter(draft: Draft, group: Group, place: Place): GroupWriter {
  const { document, usesVariables } = introspectionOf(draft.input, group);
  const fixed = usesVariables ? undefined : introspect(draft.input, document, {});
  if (fixed && fixed.length <= maxIntrospection) return { fixed, write: (lead) => `t += ${spell(lead, fixed)};` };
  const key = fieldPlace(place, group.responseName, '').path.join(' ');
  draft.introspected.push({ key, document, usesVariables });
  return { write: (lead) => `t += ${spell(lead, '', `(S === undefined ? 'null' : S[${literal(key)}])`)};` };
}

function fieldWriter(
  draft: Draft,
  field: GraphQLField<unknown, unknown>,
  group: Group,
  place: Place,
  define: DefineObject,
): GroupWriter {
  const read = property('o', group.responseName);
  const nullable = getNullableType(field.type);
  if (isLeafType(nullable)) {
    const leaf = leafOf(draft, nullable, isNonNullType(field.type), place);
    return { leaf, read, write: (lead) => `{ let x = ${read};\n${leaf.complete(lead, '')} }` };
  }
  const given = getNamedType(field.type);
  const sets = setsOf(group);
  let defined: string | undefined;
  const writeObject = (at: Place) => {
    if (!isCompositeType(given)) throw new Error(`${field.type} gives no object`);
    // A group may be written at several places of the order; it is one place of the answer.
    defined ??= define(draft, given, sets, at);
    return defined;
  };
  return {
    write: (lead) => `{ let x = ${read};\n${valueStatements(draft, field.type, writeObject, lead, place)} }`,
  };
}
