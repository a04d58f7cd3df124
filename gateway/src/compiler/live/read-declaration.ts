import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { LiveDeclaration, LiveEntity } from './declaration.ts';
import { readEventPath } from './event-path.ts';
import { appliedTo, type Given, textOf, textsOf } from './joined.ts';
import { isObject, type Plain } from './plain.ts';
import { readFilter } from './read-condition.ts';
import { type EntityTerms, readEntity, reportUnknown } from './read-entity.ts';
import { readTopics } from './read-topics.ts';

type Report = (fault: string) => void;

const known = new Set(['topics', 'types', 'fields', 'filter', 'overflow', 'public']);
const policies = { DISCONNECT: 'disconnect', DROP: 'drop', COALESCE: 'coalesce' } as const;

/** Reads what `@live` says of one field. Undefined, after `report` was told of each fault, when it cannot be used. */
export type ReadDeclaration = (
  field: GraphQLField<unknown, unknown>,
  given: Given,
  isPublic: boolean,
  report: Report,
) => LiveDeclaration | undefined;

/** Makes the reader for one subgraph of events: its schema, and its name among the `join__Graph`s of the supergraph. */
export function createReadDeclaration(
  supergraph: GraphQLSchema,
  schema: GraphQLSchema,
  graph: string,
): ReadDeclaration {
  return ({ name, args }, given, isPublic, report) => {
    for (const unknown of Object.keys(given)) if (!known.has(unknown)) report(`there is no ${unknown} to say`);
    const topics = readTopics(given.topics, args, report);
    const types = given.types === undefined ? undefined : textsOf(given.types);
    if (types && (types.length === 0 || types.includes(''))) report('types is a list of types of events');
    const overflow = policyOf(given.overflow, report);
    const filter = given.filter === undefined ? undefined : readFilter(given.filter, args, report);
    const told = readTold(supergraph, schema, graph, name, given.fields, report);
    return told && { name, topics, types, ...told, filter, overflow, isPublic };
  };
}

function policyOf(given: Plain | undefined, report: Report): LiveDeclaration['overflow'] {
  const name = given === undefined ? 'DISCONNECT' : textOf(given);
  if (name === 'DISCONNECT' || name === 'DROP' || name === 'COALESCE') return policies[name];
  report(`overflow is one of ${Object.keys(policies).join(', ')}`);
  return 'disconnect';
}

/** What the events tell of, and how they say which of several types it is. */
function readTold(
  supergraph: GraphQLSchema,
  schema: GraphQLSchema,
  graph: string,
  name: string,
  given: Plain | undefined,
  report: Report,
): Pick<LiveDeclaration, 'entities' | 'typename'> | undefined {
  const declared = schema.getSubscriptionType()?.getFields()[name]?.type;
  const type = declared && getNullableType(declared);
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
  if (!type || types.length === 0) {
    report(`${String(declared)} is no object: an event tells of one entity`);
    return undefined;
  }
  if (!isObject(given)) {
    report('fields says where the event has each field: { id: "data.id" }');
    return undefined;
  }
  const { __typename: typename, ...fields } = given;
  if (isAbstractType(type) && typename === undefined)
    report(`fields needs __typename, since ${type.name} is one of several types`);
  reportUnknown(String(type), Object.keys(fields), types, report);
  const termsOf = (each: GraphQLObjectType) => termsIn(supergraph, graph, each.name);
  const entities: readonly LiveEntity[] = types.map((each) => readEntity(each, fields, termsOf(each), report));
  return { entities, typename: typename === undefined ? undefined : readEventPath(typename, report) };
}

function termsIn(supergraph: GraphQLSchema, graph: string, name: string): EntityTerms {
  const type = supergraph.getType(name);
  const keys = appliedTo(type?.astNode, 'join__type').filter((each) => each.graph === graph);
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const isExternal = (given: Given) => given.graph === graph && given.external === true;
  const external = fields.filter(({ astNode }) => appliedTo(astNode, 'join__field').some(isExternal));
  return { keys: keys.flatMap(({ key }) => textOf(key) ?? []), external: new Set(external.map((each) => each.name)) };
}
