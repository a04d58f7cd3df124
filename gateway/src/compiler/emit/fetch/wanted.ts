import {
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import type { EmitInput } from '../emit-input.ts';
import { literal } from '../literal.ts';
import { conditionsOf } from './condition.ts';
import { responseName } from './selection.ts';
import type { Source } from './source.ts';
import { emitTypeTest } from './type-test.ts';

type Types = ReadonlySet<string>;

/** What a client asks for of an object, by response names: in each of the ways that it asks for something of its own below. */
type Fields = Map<string, Way[]>;
/** `types`: of which alone it is asked for; undefined: of all. */
type Way = {
  readonly types: Types | undefined;
  /** Of none there is, for certain. */
  readonly isNever: boolean;
  readonly conditions: readonly string[];
  readonly below: Fields;
};

/** `isOne`: all objects there are of one type, whatever a subgraph calls it. */
type Place = {
  readonly parent: string | undefined;
  readonly all: Types;
  readonly types: Types;
  readonly isOne: boolean;
};

/**
 * Declares which fields a client asks for only of objects of certain types: a fetch may ask for them of others too, and
 * what goes wrong there is nothing that the client knows of (`fetchTell`). Gives undefined when there are none.
 */
export function declareWanted(
  source: Source,
  { schema, operation }: Pick<EmitInput, 'schema' | 'operation'>,
  needed: ReadonlySet<string>,
  loose: Types,
): string | undefined {
  const fields: Fields = new Map();
  const root = schema.getRootType(operation.node.operation)?.name;
  const possible = createPossible(schema);
  const types = possible(root);
  createCollect(schema, possible, operation.fragments)(
    operation.node.selectionSet.selections,
    { parent: root, all: types, types, isOne: true },
    [],
    fields,
  );
  const text = createEmit(source, needed, loose)([fields], '', false);
  return text && source.declare('Wanted', (name) => `const ${name} = ${text};`);
}

function createCollect(
  schema: GraphQLSchema,
  possible: (typeName: string | undefined) => Types,
  fragments: EmitInput['operation']['fragments'],
) {
  return function collect(nodes: readonly SelectionNode[], place: Place, outer: readonly string[], into: Fields): void {
    for (const node of nodes) {
      const conditions = [...outer, ...conditionsOf(node.directives)];
      if (node.kind === Kind.FIELD) {
        const below: Fields = new Map();
        const types = place.types.size < place.all.size ? place.types : undefined;
        const way = { types, isNever: place.isOne && place.types.size === 0, conditions, below };
        into.set(responseName(node), [...(into.get(responseName(node)) ?? []), way]);
        const parent = typeOfField(schema, place.parent, node.name.value);
        const all = possible(parent);
        const isOne = isObjectType(schema.getType(parent ?? ''));
        collect(node.selectionSet?.selections ?? [], { parent, all, types: all, isOne }, conditions, below);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
      const parent = fragment?.typeCondition?.name.value ?? place.parent;
      const types = common(place.types, possible(parent));
      collect(fragment?.selectionSet.selections ?? [], { ...place, parent, types }, conditions, into);
    }
  };
}

/**
 * Makes what writes what is asked for together by some ways, at a place. Of what hangs on no type only the way to what
 * does is written, but all of it, and all that fetches need, where one way may ask for what another does not (`isWhole`).
 */
function createEmit(source: Source, needed: ReadonlySet<string>, loose: Types) {
  const emitFields = (together: readonly Fields[], place: string, isWhole: boolean): string | undefined => {
    const inputs = isWhole ? [...needed].flatMap((at) => nameIn(place, at) ?? []) : [];
    const names = new Set([...together.flatMap((fields) => [...fields.keys()]), ...inputs]);
    const entries = [...names].flatMap((name) => {
      const at = `${place}/${name}`;
      const ways = together.flatMap((fields) => fields.get(name) ?? []);
      const texts = emitWays(ways, at, isWhole);
      if (texts.length === 0 && !inputs.includes(name)) return [];
      return [`[${literal(name)}, { isNeeded: ${needed.has(at)}, ways: [${texts.join(', ')}] }]`];
    });
    if (entries.length === 0 && !isWhole) return undefined;
    return `{ isWhole: ${isWhole}, fields: new Map([${entries.join(', ')}]) }`;
  };
  const emitWays = (ways: readonly Way[], at: string, isWhole: boolean): readonly string[] => {
    const belowOf = (some: readonly Way[], whole: boolean) => {
      const below = some.map((way) => way.below).filter((fields) => fields.size > 0);
      return below.length > 0 ? emitFields(below, at, whole) : undefined;
    };
    if (ways.some(({ types }) => types)) {
      return ways.map((way) => `{ ${emitWhen(source, way, loose)}, below: ${belowOf([way], true)} }`);
    }
    const below = belowOf(ways, isWhole);
    return isWhole || below ? [`{ when: undefined, isTyped: false, below: ${below} }`] : [];
  };
  return emitFields;
}

/** The name of what is at a place within another one, not deeper. */
function nameIn(place: string, at: string): string | undefined {
  const end = at.lastIndexOf('/');
  return at.slice(0, end) === place ? at.slice(end + 1) : undefined;
}

/** Writes under what a client asks for a field in one way, of an object of the type `t`. */
function emitWhen(source: Source, { types, isNever, conditions }: Way, loose: Types): string {
  if (isNever) return 'when: () => false, isTyped: false';
  const typed = types ? [`(${emitTypeTest(source, 't', new Set([...types, ...loose]))})`] : [];
  const tests = [...typed, ...conditions];
  const when = tests.length > 0 ? `(t, v) => ${tests.join(' && ')}` : 'undefined';
  return `when: ${when}, isTyped: ${types !== undefined}`;
}

/** Makes what gives the object types that a type stands for, read once each. */
function createPossible(schema: GraphQLSchema): (typeName: string | undefined) => Types {
  const known = new Map<string | undefined, Types>();
  return (typeName) => {
    const found = known.get(typeName) ?? possibleTypes(schema, typeName);
    known.set(typeName, found);
    return found;
  };
}

function possibleTypes(schema: GraphQLSchema, typeName: string | undefined): Types {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  return new Set(
    isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : type ? [type.name] : [],
  );
}

function common(one: Types, other: Types): Types {
  if (one === other) return one;
  return new Set([...one].filter((name) => other.has(name)));
}

function typeOfField(schema: GraphQLSchema, parent: string | undefined, name: string): string | undefined {
  const type = parent === undefined ? undefined : schema.getType(parent);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  return field && getNamedType(field.type).name;
}
