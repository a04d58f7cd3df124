import type { GivenField, LiveDeclaration, LiveEntity, ValueType } from '../../compiler/live/declaration.ts';
import { eventValue, type Told } from './event-value.ts';

type Entity = Record<string, unknown>;

/** Reads the entity that an event tells of, and its key as a text. Errors: an Error that names what the event lacks. */
export type ReadEvent = (event: Told) => { readonly entity: Readonly<Entity>; readonly key: string };

export function createReadEvent({ entities, typename }: LiveDeclaration): ReadEvent {
  const byName = new Map(entities.map((each) => [each.typename, each]));
  const find = (event: Told): LiveEntity => {
    const name = typename ? eventValue(event, typename) : entities[0]?.typename;
    const entity = typeof name === 'string' ? byName.get(name) : undefined;
    if (!entity) throw new Error(`the event does not say of which type it tells at ${typename?.join('.')}`);
    return entity;
  };
  return (event) => {
    const { typename: name, fields, key } = find(event);
    const entity = { __typename: name, ...putTogether(fields, event) };
    const values = key.map((path) => keyValue(entity, path));
    return { entity, key: JSON.stringify([name, ...values]) };
  };
}

function putTogether(fields: readonly GivenField[], event: Told): Entity {
  const values: Entity = {};
  for (const field of fields) {
    values[field.name] =
      'fields' in field
        ? putTogether(field.fields, event)
        : toValue(eventValue(event, field.path), field.type, field.path);
  }
  return values;
}

function keyValue(entity: Entity, path: readonly string[]): unknown {
  let value: unknown = entity;
  for (const name of path) value = (value as Entity | undefined)?.[name];
  if (value === undefined || value === null) throw new Error(`the event has no ${path.join('.')} of the key`);
  return value;
}

/** As the schema has the value; IDs are texts there, whatever the event writes. */
function toValue(value: unknown, type: ValueType, path: readonly string[]): unknown {
  if (value === undefined || value === null) {
    if (type.required) throw new Error(`the event has no ${path.join('.')}`);
    return null;
  }
  if (type.kind === 'list') {
    if (!Array.isArray(value)) throw new Error(`${path.join('.')} of the event is no list`);
    return value.map((item) => toValue(item, type.item, path));
  }
  if (!isOf(value, type)) throw new Error(`${path.join('.')} of the event is not what the schema says`);
  return type.kind === 'leaf' && type.name === 'ID' ? String(value) : value;
}

function isOf(value: unknown, type: Exclude<ValueType, { kind: 'list' }>): boolean {
  if (type.kind === 'enum') return typeof value === 'string' && type.values.includes(value);
  if (type.kind === 'object') return typeof value === 'object' && !Array.isArray(value);
  if (type.name === 'ID') return typeof value === 'string' || Number.isSafeInteger(value);
  if (type.name === 'String') return typeof value === 'string';
  if (type.name === 'Int') return Number.isInteger(value) && (value as number) === ((value as number) | 0);
  if (type.name === 'Float') return typeof value === 'number';
  return type.name === 'any' || typeof value === 'boolean';
}
