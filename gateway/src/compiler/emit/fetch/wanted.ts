import type { QueryPlanSelectionNode } from '@apollo/query-planner';
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
import type { Part } from './read-plan.ts';
import { responseName } from './selection.ts';
import type { Source } from './source.ts';
import { emitTypeTest } from './type-test.ts';

type Types = ReadonlySet<string>;

/** `ways`: under what a client asks for a field, one of which must hold; without types it is asked for of all. */
type Field = { readonly ways: { types: Types | undefined; conditions: readonly string[] }[]; readonly below: Fields };
type Fields = Map<string, Field>;

type Place = { readonly parent: string | undefined; readonly all: Types; readonly types: Types };

/**
 * Declares which fields a client asks for only of objects of certain types: a fetch may ask for them of others too, and
 * what goes wrong there is nothing that the client knows of (`fetchTell`). Gives undefined when there are none.
 */
export function declareWanted(
  source: Source,
  { schema, operation }: Pick<EmitInput, 'schema' | 'operation'>,
  parts: readonly Part[],
  loose: Types,
): string | undefined {
  const fields: Fields = new Map();
  const root = schema.getRootType(operation.node.operation)?.name;
  const possible = createPossible(schema);
  const types = possible(root);
  createCollect(schema, possible, operation.fragments)(
    operation.node.selectionSet.selections,
    { parent: root, all: types, types },
    [],
    fields,
  );
  const needed = new Set(parts.flatMap(neededBy));
  const text = emitFields(source, fields, '', needed, loose);
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
        const field: Field = into.get(responseName(node)) ?? { ways: [], below: new Map() };
        into.set(responseName(node), field);
        field.ways.push({ types: place.types.size < place.all.size ? place.types : undefined, conditions });
        const parent = typeOfField(schema, place.parent, node.name.value);
        const types = possible(parent);
        collect(node.selectionSet?.selections ?? [], { parent, all: types, types }, conditions, field.below);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
      const parent = fragment?.typeCondition?.name.value ?? place.parent;
      const types = common(place.types, possible(parent));
      collect(fragment?.selectionSet.selections ?? [], { ...place, parent, types }, conditions, into);
    }
  };
}

function emitFields(source: Source, fields: Fields, place: string, needed: Types, loose: Types): string | undefined {
  const entries = [...fields].flatMap(([name, { ways, below }]) => {
    const at = `${place}/${name}`;
    const inner = emitFields(source, below, at, needed, loose);
    const when = emitWhen(source, ways, loose);
    if (!when && !inner) return [];
    return [`[${literal(name)}, { when: ${when}, isNeeded: ${needed.has(at)}, below: ${inner} }]`];
  });
  return entries.length > 0 ? `new Map([${entries.join(', ')}])` : undefined;
}

/** Writes under what a client asks for a field of an object of the type `t`; undefined when it hangs on no type. */
function emitWhen(source: Source, ways: Field['ways'], loose: Types): string | undefined {
  const tests = ways.flatMap(({ types, conditions }) =>
    types ? [[`(${emitTypeTest(source, 't', new Set([...types, ...loose]))})`, ...conditions].join(' && ')] : [],
  );
  return tests.length < ways.length ? undefined : `(t, v) => ${[...new Set(tests)].join(' || ')}`;
}

/** The places of what a fetch needs: `/product/weight`. */
function neededBy({ fetch, path }: Part): readonly string[] {
  const read = (nodes: readonly QueryPlanSelectionNode[], place: string): readonly string[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'InlineFragment') return read(node.selections, place);
      const at = `${place}/${node.alias ?? node.name}`;
      return [at, ...read(node.selections ?? [], at)];
    });
  return read(fetch.requires ?? [], path.map((step) => (step.kind === 'field' ? `/${step.name}` : '')).join(''));
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
