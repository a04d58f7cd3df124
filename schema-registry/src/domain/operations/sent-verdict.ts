import { type GraphQLInputField, type GraphQLSchema, isInputObjectType, isRequiredInputField } from 'graphql';
import type { Change } from '../changes/change.ts';
import { ownerOf } from '../changes/coordinates.ts';
import type { SentInputs } from './operation-check.ts';

/** What a change of an input type does to an operation that sends it. */
export type Verdict = 'breaks' | 'may touch' | 'spares';

type Schemas = { readonly from: GraphQLSchema; readonly to: GraphQLSchema };

/**
 * Judges by what was sent, where that was recorded.
 * @param always whether each run of the operation sends the type
 */
export function verdictOn(change: Change, sent: SentInputs | undefined, always: boolean, schemas: Schemas): Verdict {
  return sent ? verdictOnSent(change, sent, schemas) : verdictUnseen(change, always, schemas);
}

/** Nobody could send what did not exist, and everybody who sent the type sent what was required. */
function verdictUnseen({ code, coordinate }: Change, always: boolean, { from }: Schemas): Verdict {
  if (!always) return 'may touch';
  if (code === 'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT') return 'breaks';
  const isMissed = code === 'FIELD_REMOVED_FROM_INPUT_OBJECT' && isRequired(from, coordinate);
  return isMissed ? 'breaks' : 'may touch';
}

function verdictOnSent({ code, coordinate }: Change, sent: SentInputs, schemas: Schemas): Verdict {
  const owner = ownerOf(coordinate) ?? coordinate;
  const name = coordinate.slice(owner.length + 1);
  const fields = own(sent.inputFields, owner);
  const { refs = 0, nullRefs = 0, missing = 0 } = (fields && own(fields, name)) ?? {};
  switch (code) {
    case 'VALUE_REMOVED_FROM_ENUM':
      return (own(own(sent.enumValues, owner) ?? {}, name) ?? 0) > 0 ? 'breaks' : 'spares';
    case 'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT':
      return fields ? 'breaks' : 'spares';
    case 'FIELD_REMOVED_FROM_INPUT_OBJECT':
      return refs + nullRefs > 0 ? 'breaks' : 'spares';
    case 'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE':
      return verdictOnType(coordinate, { refs, nullRefs, missing }, schemas);
    case 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_ADDED':
    case 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_CHANGE':
    case 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_REMOVED':
      if (missing === 0) return 'spares';
      return isRequired(schemas.to, coordinate) ? 'breaks' : 'may touch';
    case 'INPUT_OBJECT_ONE_OF_ADDED':
      return fields ? 'may touch' : 'spares';
    default:
      return 'may touch';
  }
}

/** A type may be called `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function verdictOnType(
  coordinate: string,
  { refs, nullRefs, missing }: { readonly refs: number; readonly nullRefs: number; readonly missing: number },
  { from, to }: Schemas,
): Verdict {
  const [before, after] = [inputField(from, coordinate), inputField(to, coordinate)];
  if (!before || !after) return 'may touch';
  const takesNull = !String(after.type).endsWith('!');
  if (!takesNull && nullRefs > 0) return 'breaks';
  if (isRequiredInputField(after) && missing > 0) return 'breaks';
  const tightened = String(after.type) === `${before.type}!`;
  return tightened || refs === 0 ? 'spares' : 'may touch';
}

function isRequired(schema: GraphQLSchema, coordinate: string): boolean {
  const field = inputField(schema, coordinate);
  return field !== undefined && isRequiredInputField(field);
}

function inputField(schema: GraphQLSchema, coordinate: string): GraphQLInputField | undefined {
  const owner = ownerOf(coordinate) ?? coordinate;
  const type = schema.getType(owner);
  return isInputObjectType(type) ? type.getFields()[coordinate.slice(owner.length + 1)] : undefined;
}
