import fc from 'fast-check';
import type { SubgraphSource } from '../../src/domain/composition/composition.ts';

const names = ['a', 'b', 'c', 'd'] as const;
const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@inaccessible", "@tag"])\n`;

const inSome = fc.subarray([...names], { minLength: 1 });
const wrapped = fc.constantFrom('*', '*!', '[*]', '[*!]!');
const mark = fc.constantFrom('', '', '', '', ' @inaccessible', ' @tag(name: "x")', ' @deprecated(reason: "old")');

const field = fc.record({
  owners: inSome,
  /** Some of the owners may say that it is never null. */
  certain: fc.subarray([...names]),
  target: fc.constantFrom('Int', 'String', 'ID', 'Level', 'Money', 'E0', 'E1', 'E2', 'Any', 'Named'),
  wrap: wrapped,
  argument: fc.constantFrom('', '', '(level: Level)', '(filter: Filter!)', '(first: Int = 10, filter: Filter)'),
  mark,
});
type Field = typeof field extends fc.Arbitrary<infer T> ? T : never;

const model = fc.record({
  entities: fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 3 }),
  levels: fc.record({ a: levels(), b: levels(), c: levels(), d: levels() }),
  /** Whether all have the same values: what is taken and given has to. */
  sameLevels: fc.boolean(),
  filters: fc.record({ a: filters(), b: filters(), c: filters(), d: filters() }),
  members: fc.record({ a: members(), b: members(), c: members(), d: members() }),
  /** A type or value that has a tag of its own. No member of a union: what is left of that, only one composer knows. */
  tagged: fc.constantFrom('', '', 'Money', 'Any', 'HIGH', 'Level'),
  size: fc.integer({ min: 1, max: 4 }),
});
type Model = typeof model extends fc.Arbitrary<infer T> ? T : never;
type Name = (typeof names)[number];

function levels() {
  return fc.subarray(['LOW', 'MIDDLE', 'HIGH'], { minLength: 1 });
}

function filters() {
  return fc.subarray(['name: String', 'level: Level', 'most: Int = 3', 'sure: Boolean'], { minLength: 1 });
}

function members() {
  return fc.subarray(['E0', 'E1', 'E2'], { minLength: 1 });
}

/** Subgraphs that share entities, enums, inputs, unions, interfaces and values, of which some fit together. */
export const randomSubgraphs: fc.Arbitrary<readonly SubgraphSource[]> = model.map((each) =>
  names.slice(0, each.size).map((name) => ({ name, url: `http://${name}`, sdl: sdlOf(each, name) })),
);

function sdlOf(each: Model, name: Name): string {
  const { entities, levels: all, sameLevels, filters: filter, members: union, tagged } = each;
  const tag = (what: string) => (what === tagged ? ' @tag(name: "x")' : '');
  const types = entities.map((fields, index) => entityOf(fields, `E${index}`, name));
  const values = (sameLevels ? all.a : all[name]).map((value) => value + tag(value));
  return `${head}
    type Query { from_${name}: E0 all_${name}: [E1!] any_${name}: Any named_${name}: Named level_${name}: Level }
    ${types.join('\n')}
    type Money @shareable${tag('Money')} { cents: Int! currency: String }
    interface Named { id: ID! }
    union Any${tag('Any')} = ${union[name].join(' | ')}
    enum Level${tag('Level')} { ${values.join(' ')} }
    input Filter { ${filter[name].join(' ')} }`;
}

function entityOf(fields: readonly Field[], called: string, name: Name): string {
  const own = fields.map((each, place) => fieldOf(each, `f${place}`, name));
  return `type ${called} implements Named @key(fields: "id") { id: ID! ${own.join(' ')} }`;
}

function fieldOf({ owners, certain, target, wrap, argument, mark: marked }: Field, called: string, name: Name): string {
  if (!owners.includes(name)) return '';
  // What several give has to be something that each of them knows: only one of the composers finds that out.
  const type = wrap.replace('*', target === 'Any' && owners.length > 1 ? 'String' : target);
  const sure = certain.includes(name) && !type.endsWith('!') ? '!' : '';
  return `${called}${argument}: ${type}${sure}${owners.length > 1 ? ' @shareable' : ''}${marked}`;
}
