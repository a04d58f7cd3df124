import { type FieldNode, type GraphQLNamedType, type GraphQLSchema, isAbstractType } from 'graphql';
import type { Rule } from '../contract.ts';
import type { Access, NormalOperation } from '../emit/emit-input.ts';
import { fieldOf, namedTypeOf, objectsOf, placesOf } from './places.ts';
import { ruleKey } from './read-rules.ts';
import { createRequirements, type Requirements } from './requirements.ts';
import { ruleBookOf } from './rule-book.ts';

const everything: Access = { mayRead: () => true, mayBe: () => true };

/**
 * The rules that decide over some part of an operation, each once, in an order that depends on nothing but themselves.
 * `supergraph` is the schema with the directives, `schema` what clients see.
 */
export function rulesOf(supergraph: GraphQLSchema, schema: GraphQLSchema, operation: NormalOperation): readonly Rule[] {
  const book = ruleBookOf(supergraph);
  if (book.empty) return [];
  const { ofPlace, within } = createRequirements(schema, book);
  const rules = new Map<string, Rule>();
  const note = (found: readonly Rule[]) => {
    for (const rule of found) rules.set(ruleKey(rule), rule);
  };
  const seen = new Set<string>();
  for (const place of placesOf(schema, operation)) {
    note(ofPlace(place));
    const coordinate = `${place.parent.name}.${place.definition.name}`;
    if (seen.has(coordinate)) continue;
    seen.add(coordinate);
    note(within(place.parent, place.definition.name));
  }
  return [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

/**
 * What a caller may see of an operation. `granted`: an answer for each of `rulesOf` the operation; a rule without an
 * answer does not hold.
 */
export function accessOf(
  supergraph: GraphQLSchema,
  schema: GraphQLSchema,
  operation: NormalOperation,
  granted: readonly boolean[],
): Access {
  const rules = rulesOf(supergraph, schema, operation);
  if (rules.every((_, index) => granted[index] === true)) return everything;
  const held = new Set(rules.filter((_, index) => granted[index] === true).map(ruleKey));
  const holds = (asked: readonly Rule[]) => asked.every((rule) => held.has(ruleKey(rule)));
  const requirements = createRequirements(schema, ruleBookOf(supergraph));
  return createAccess(schema, requirements, operation, holds);
}

function createAccess(
  schema: GraphQLSchema,
  requirements: Requirements,
  operation: NormalOperation,
  holds: (asked: readonly Rule[]) => boolean,
): Access {
  const mayBe = memoise((typeName: string) => holds(requirements.ofObject(typeName)));
  /** What can only ever be something denied is denied itself, so that nobody is asked for it. */
  const mayGive = (type: GraphQLNamedType | undefined) =>
    !isAbstractType(type) || objectsOf(schema, type).length === 0 || objectsOf(schema, type).some(mayBe);
  const readable = memoise((coordinate: string) => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const definition = fieldOf(schema.getType(typeName), fieldName);
    return holds(requirements.ofField(typeName, fieldName)) && mayGive(definition && namedTypeOf(definition));
  });
  const denied = new Set<FieldNode>();
  for (const place of placesOf(schema, operation)) if (!holds(requirements.ofPlace(place))) denied.add(place.node);
  return {
    mayBe,
    mayRead: (typeName, fieldName, at) =>
      fieldName.startsWith('__') || (readable(`${typeName}.${fieldName}`) && !(at && denied.has(at))),
  };
}

function memoise(decide: (key: string) => boolean): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const answer = known.get(key) ?? decide(key);
    known.set(key, answer);
    return answer;
  };
}
