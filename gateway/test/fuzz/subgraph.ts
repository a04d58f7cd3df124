import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import type { SubgraphAnswer } from '../../src/traffic/subgraph-client.ts';
import type { PartFacts, SubgraphFacts } from './facts.ts';
import { concreteTypes, type Ground } from './ground.ts';
import { type Args, mapDeep, stable, type World } from './world.ts';

/** An object in a subgraph: with what a representation gave of it, and what the field that leads here provides of it. */
type Standing = {
  readonly key: string;
  /** The type that a representation calls it: of an interface object it is not the object's own. */
  readonly calledA?: string;
  readonly given?: Args;
  readonly provided?: SelectionSetNode | undefined;
};

export type SubgraphQuery = { readonly query: string; readonly variables?: Args | undefined };

/** Answers as a server would that has the subgraph's SDL, and no more of the data than that SDL says. */
export type Subgraph = (query: SubgraphQuery, world: World, labels: readonly string[]) => Promise<SubgraphAnswer>;

type Context = { readonly world: World; readonly labels: readonly string[] };

const maxKept = 500;

/** Makes a subgraph that runs in this process. What is sent to it must be valid for its schema, and not repeat itself. */
export function createSubgraph(ground: Ground, facts: SubgraphFacts): Subgraph {
  const documents = new Map<string, DocumentNode>();
  const read = (query: string) => {
    const known = documents.get(query);
    if (known) return known;
    const document = parse(query);
    const [fault] = validate(facts.schema, document);
    if (fault) throw new Error(`a subgraph was sent what it cannot answer: ${fault.message}\n${query}`);
    if (documents.size >= maxKept) documents.clear();
    documents.set(query, document);
    return document;
  };
  const fieldResolver = createResolver(ground, facts);
  return async ({ query, variables }, world, labels) => {
    checkDistinct(variables);
    const answer = await execute({
      schema: facts.schema,
      document: read(query),
      variableValues: variables,
      contextValue: { world, labels } satisfies Context,
      fieldResolver,
      typeResolver: (value) => typeIn(facts, world, value as Standing),
    });
    // As it comes over the wire.
    return JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;
  };
}

function typeIn({ parts }: SubgraphFacts, world: World, { key, calledA }: Standing): string {
  return calledA !== undefined && parts.get(calledA)?.isInterfaceObject ? calledA : world.typeOf(key);
}

function checkDistinct(variables: Args = {}): void {
  for (const value of Object.values(variables)) {
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'object' && one && '__typename' in one);
    if (!isList || new Set(value.map(stable)).size === value.length) continue;
    throw new Error(`a representation was sent twice: ${stable(value)}`);
  }
}

function createResolver(ground: Ground, facts: SubgraphFacts): GraphQLFieldResolver<Standing | undefined, Context> {
  return (source, args: Args, context, info) => {
    if (info.fieldName === '_entities' && !source) {
      return (args.representations as readonly Args[]).map((one) => find(ground, facts, context.world, one));
    }
    const standing = source ?? { key: info.parentType.name };
    const part = facts.parts.get(info.parentType.name);
    checkOwned(ground, facts, context, info, standing);
    const inputs = part?.requires.get(info.fieldName);
    const given = inputs && part && inputsOf(ground, context.world, standing, inputs, part);
    const value = context.world.value(standing.key, info.fieldName, args, given);
    if (!info.fieldNodes[0]?.selectionSet) return value;
    const provided = providedBy(ground, context.world, part, standing, info.fieldName);
    return mapDeep(value, (one) => (one === null ? null : { key: one, provided: provided(one as string) }));
  };
}

/** Errors: an Error when the subgraph is asked for what its SDL says it cannot give here. */
function checkOwned(
  ground: Ground,
  { name, parts }: SubgraphFacts,
  context: Context,
  info: GraphQLResolveInfo,
  standing: Standing,
) {
  const { fieldName, parentType } = info;
  const part = parts.get(parentType.name);
  const isKey = part?.keys.some(({ fields }) => names(fields).includes(fieldName));
  if (
    part?.external.has(fieldName) &&
    !isKey &&
    !innerOf(standing.provided, context.world.typeOf(standing.key), fieldName, ground)
  ) {
    throw new Error(`asked for the external ${parentType.name}.${fieldName}`);
  }
  for (const other of ground.subgraphs.values()) {
    const override = other.parts.get(parentType.name)?.overrides.get(fieldName);
    if (!override) continue;
    const isOn = override.label === undefined || context.labels.includes(override.label);
    if (override.from === name && isOn) throw new Error(`asked for ${fieldName}, which is overridden`);
    if (other.name === name && !isOn) throw new Error(`asked for ${fieldName}, whose override is off`);
  }
}

/** What a field requires: of a representation what is external, the subgraph's own from the data. */
function inputsOf(
  ground: Ground,
  world: World,
  standing: Standing,
  inputs: SelectionSetNode,
  { external }: PartFacts,
): Args {
  const { key, given, provided } = standing;
  const needed: Record<string, unknown> = {};
  for (const node of inputs.selections) {
    const one = { ...inputs, selections: [node] };
    const isOwn = node.kind === Kind.FIELD && !external.has(node.name.value);
    const isProvided = names(one).every((name) => innerOf(provided, world.typeOf(key), name, ground));
    if (!isOwn && !given && !isProvided)
      throw new Error(`asked for what requires ${names(inputs).join()} without giving it`);
    Object.assign(needed, isOwn || !given ? world.select(key, one) : project(given, one));
  }
  return needed;
}

/** The part of a representation that a field set names. Errors: an Error when it is not there. */
function project(from: Args, selection: SelectionSetNode): Record<string, unknown> {
  const into: Record<string, unknown> = {};
  for (const node of selection.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) Object.assign(into, projectPresent(from, node.selectionSet));
    if (node.kind !== Kind.FIELD) continue;
    const value = own(from, node.name.value);
    if (value === undefined) throw new Error(`a representation lacks ${node.name.value}`);
    const inner = node.selectionSet;
    into[node.name.value] = inner
      ? mapDeep(value, (one) => (one === null ? null : project(one as Args, inner)))
      : value;
  }
  return into;
}

/** A field may be called `constructor`. */
function own(from: Args, name: string): unknown {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

/** Within a type condition: a representation of another type has none of it. */
function projectPresent(from: Args, { selections, ...rest }: SelectionSetNode): Record<string, unknown> {
  const present = selections.filter((node) => node.kind !== Kind.FIELD || own(from, node.name.value) !== undefined);
  return project(from, { ...rest, selections: present });
}

function names({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}

/** What is provided of the object that a field leads to, by the object's key. */
function providedBy(ground: Ground, world: World, part: PartFacts | undefined, standing: Standing, fieldName: string) {
  const own = part?.provides.get(fieldName);
  const passed = innerOf(standing.provided, world.typeOf(standing.key), fieldName, ground);
  const inner = passed === true ? undefined : passed;
  const both = own && inner ? { ...own, selections: [...own.selections, ...inner.selections] } : (own ?? inner);
  return (_key: string) => both;
}

/** What a provided selection says of a field of an object: what is selected within it, true for a leaf. */
function innerOf(
  provided: SelectionSetNode | undefined,
  typeName: string,
  fieldName: string,
  ground: Ground,
): SelectionSetNode | true | undefined {
  for (const node of provided?.selections ?? []) {
    if (node.kind === Kind.FIELD && node.name.value === fieldName) return node.selectionSet ?? true;
    if (node.kind !== Kind.INLINE_FRAGMENT) continue;
    const condition = node.typeCondition?.name.value ?? typeName;
    if (!concreteTypes(ground.full, condition).includes(typeName)) continue;
    const inner = innerOf(node.selectionSet, typeName, fieldName, ground);
    if (inner) return inner;
  }
  return undefined;
}

/** The object that a representation stands for. Errors: an Error when it has none of the subgraph's keys. */
function find(ground: Ground, { name, parts }: SubgraphFacts, world: World, representation: Args): Standing | null {
  const typeName = String(representation.__typename);
  const keys = parts.get(typeName)?.keys.filter(({ resolvable }) => resolvable) ?? [];
  const key = keys.find(({ fields }) => has(representation, fields));
  if (!key) throw new Error(`no key of ${typeName} in ${stable(representation)}`);
  const types = concreteTypes(ground.full, typeName);
  const wanted = stable(project(representation, key.fields));
  const found = world
    .keys()
    .find((one) => types.includes(world.typeOf(one)) && stable(world.select(one, key.fields)) === wanted);
  return found === undefined || !world.isKnown(name, found)
    ? null
    : { key: found, calledA: typeName, given: representation };
}

function has(representation: Args, { selections }: SelectionSetNode): boolean {
  return selections.every((node) => {
    if (node.kind !== Kind.FIELD) return true;
    const value = own(representation, node.name.value);
    const inner = node.selectionSet;
    if (value === undefined) return false;
    return !inner || value === null || has(value as Args, inner);
  });
}
