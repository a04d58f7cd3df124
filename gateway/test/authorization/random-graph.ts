import fc from 'fast-check';
import type { GraphQLFieldResolver } from 'graphql';
import { linkFederation } from '../compose.ts';

/** What a random place of a random graph asks of its caller; nothing when undefined. */
export type Demand = 'own' | 'a' | 'b' | 'a and b' | 'policy' | undefined;

/** Demands of a graph whose shape is always the same, by coordinate (`T1`, `T1.leaf`, `E0`); and who owns which field. */
export type RandomGraph = {
  readonly demands: Readonly<Record<string, Demand>>;
  readonly owners: Readonly<Record<string, 'x' | 'y'>>;
};

const types = ['T0', 'T1', 'T2', 'T3'];
export const facesOf = ['T0', 'T1', 'T2'];
const fields: Readonly<Record<string, string>> = {
  leaf: 'String',
  sure: 'String!',
  kind: 'E0',
  kinds: '[E1!]',
  next: 'T1',
  nextSure: 'T2!',
  many: '[T3]',
  manySure: '[T0!]!',
};
/** Of the first subgraph only, which alone knows the interface and the union. */
const abstractFields: Readonly<Record<string, string>> = { face: 'Face', faces: '[Face]', any: 'Any', anys: '[Any!]' };
const shared: Readonly<Record<string, string>> = { common: 'String', peer: 'T3' };
const roots: Readonly<Record<string, string>> = {
  t0: 'T0',
  t1: 'T1!',
  t2: 'T2',
  t3: '[T3!]',
  ...abstractFields,
  plain: 'Int',
};
const demand = fc.constantFrom<Demand>('own', 'a', 'b', 'a and b', 'policy');
const rarely = fc.option(demand, { nil: undefined, freq: 4 });
const seldom = fc.option(demand, { nil: undefined, freq: 14 });

const places = [
  ...types.flatMap((type) => Object.keys({ ...fields, ...abstractFields, ...shared }).map((name) => `${type}.${name}`)),
  ...Object.keys(roots).map((name) => `Query.${name}`),
];

/** Random demands at random places, composed of two subgraphs. */
export const randomGraph: fc.Arbitrary<RandomGraph> = fc.record({
  demands: fc.record({
    ...Object.fromEntries(places.map((place) => [place, rarely])),
    ...Object.fromEntries([...types, 'E0', 'E1', 'Query'].map((place) => [place, seldom])),
  }),
  owners: fc.record(Object.fromEntries(places.map((place) => [place, fc.constantFrom<'x' | 'y'>('x', 'y')]))),
});

const written: Readonly<Record<string, string>> = {
  own: '@own',
  a: '@requiresScopes(scopes: [["a"]])',
  b: '@requiresScopes(scopes: [["b"], ["b", "a"]])',
  'a and b': '@requiresScopes(scopes: [["a", "b"]])',
  policy: '@policy(policies: [["p"]])',
};

/** The schemas of both subgraphs, by name. */
export function subgraphsOf({ demands, owners }: RandomGraph): Record<string, string> {
  const demanded = (place: string) => written[demands[place] ?? ''] ?? '';
  const print = (type: string, subgraph: 'x' | 'y') => {
    const own = Object.entries(fields).filter(([name]) => owners[`${type}.${name}`] === subgraph);
    const here =
      subgraph === 'x' ? [...own, ...Object.entries({ ...abstractFields, ...(isFace(type) ? shared : {}) })] : own;
    const lines = here.map(([name, of]) => `${name}: ${of} ${demanded(`${type}.${name}`)}`);
    const faces = subgraph === 'x' && isFace(type) ? 'implements Face' : '';
    return `type ${type} ${faces} @key(fields: "id") ${demanded(type)} { id: ID! ${lines.join(' ')} }`;
  };
  const head = linkFederation(
    '@key',
    '@shareable',
    '{name: "@authenticated", as: "@own"}',
    '@requiresScopes',
    '@policy',
  );
  const enums = `enum E0 ${demanded('E0')} { E0_V } enum E1 ${demanded('E1')} { E1_V }`;
  const query = Object.entries(roots).map(([name, of]) => `${name}: ${of} ${demanded(`Query.${name}`)}`);
  return {
    x: `${head} ${enums} ${types.map((type) => print(type, 'x')).join(' ')}
      interface Face { id: ID! common: String peer: T3 }
      union Any = T1 | T2 | T3
      type Query ${demanded('Query')} { ${query.join(' ')} }`,
    y: `${head} ${enums} ${types.map((type) => print(type, 'y')).join(' ')}`,
  };
}

function isFace(type: string): boolean {
  return facesOf.includes(type);
}

/** Every leaf says what it is a value of, so that one that should not be there can be found in any answer. */
export function mark(coordinate: string): string {
  return `<${coordinate}>`;
}

const object = (type: string) => ({ __typename: type, id: mark(`${type}.id`) });

/** Values of every field of such a graph, for whoever resolves it. */
export const resolveMarked: GraphQLFieldResolver<unknown, unknown> = (source, _, __, info) => {
  const { name } = info.parentType;
  const of = { ...roots, ...fields, ...shared }[info.fieldName] ?? '';
  const bare = of.replaceAll(/[[\]!]/g, '');
  const many = <T>(...values: T[]) => (of.startsWith('[') ? values : values[0]);
  if (info.fieldName === 'id') return (source as { id: string }).id; // as `object` makes it
  if (types.includes(bare)) return many(object(bare), object(bare));
  if (bare === 'Face') return many(...facesOf.map(object));
  if (bare === 'Any') return many(object('T2'), object('T1'), object('T3'));
  if (bare.startsWith('E')) return many(`${bare}_V`);
  return bare === 'Int' ? 7 : mark(`${name}.${info.fieldName}`);
};
