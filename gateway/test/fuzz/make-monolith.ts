import type { Draw } from './draw.ts';
import type { Field, Monolith, ObjectType } from './model.ts';

const entityNames = ['User', 'Product', 'Order', 'Store'];
const valueNames = ['Address', 'Money'];
const interfaceNames = ['Node', 'Media'];
const unionNames = ['Thing', 'Found'];

/** Leaves by name: a name has the same type and arguments wherever it is, so that interfaces find common fields. */
const leaves: readonly Omit<Field, 'shape'>[] = [
  { name: 'name', base: 'String', args: [] },
  { name: 'title', base: 'String', args: [] },
  { name: 'size', base: 'Int', args: [] },
  { name: 'price', base: 'Float', args: [] },
  { name: 'flag', base: 'Boolean', args: [] },
  { name: 'kind', base: 'Kind', args: [] },
  { name: 'code', base: 'ID', args: [] },
  { name: 'odd', base: 'Odd', args: [] },
  { name: 'constructor', base: 'String', args: [] },
  { name: '_r_name', base: 'String', args: [] },
  {
    name: 'label',
    base: 'String',
    args: [
      { name: 'prefix', type: 'String', fallback: '"p"' },
      { name: 'n', type: 'Int' },
    ],
  },
  { name: 'amount', base: 'Int', args: [{ name: 'currency', type: 'Currency!', fallback: 'USD' }] },
  { name: 'at', base: 'String', args: [{ name: 'where', type: 'Where' }] },
  { name: 'share', base: 'Float', args: [{ name: 'of', type: '[ID!]' }] },
];
const leafShapes = ['#', '#', '#', '#!', '[#]', '[#!]!', '[[#]]'];
const linkShapes = ['#', '#', '#!', '[#]', '[#!]', '[#!]!', '[[#]!]'];
const linkArgs: readonly Field['args'][] = [
  [{ name: 'first', type: 'Int', fallback: '2' }],
  [{ name: 'where', type: 'Where' }],
];

/** Makes a graph as one server would have it, without its roots. */
export function makeMonolith(draw: Draw): Monolith {
  const monolith: Monolith = { objects: new Map(), interfaces: new Map(), unions: new Map() };
  for (const name of valueNames.slice(0, draw.below(3))) {
    monolith.objects.set(name, { name, isEntity: false, keys: [], fields: makeLeaves(draw) });
  }
  for (const name of entityNames.slice(0, 2 + draw.below(3))) addEntity(draw, monolith, name);
  for (const name of interfaceNames.slice(0, draw.below(3))) addInterface(draw, monolith, name);
  const members = ownedObjects(monolith).map(({ name }) => name);
  for (const name of unionNames.slice(0, draw.below(3))) monolith.unions.set(name, draw.some(members, 2));
  for (const object of ownedObjects(monolith)) addLinks(draw, monolith, object);
  return monolith;
}

function makeLeaves(draw: Draw): Map<string, Field> {
  const some = draw.some(leaves, 2).slice(0, 6);
  return new Map(some.map((leaf) => [leaf.name, { ...leaf, shape: draw.pick(leafShapes) }]));
}

/** The objects that are no part of a key. */
function ownedObjects({ objects }: Monolith): readonly ObjectType[] {
  return [...objects.values()].filter(({ name }) => !name.endsWith('Org'));
}

function addEntity(draw: Draw, monolith: Monolith, name: string): void {
  const fields = makeLeaves(draw);
  const add = (field: string, base: string) => fields.set(field, { name: field, base, shape: '#!', args: [] });
  add('id', 'ID');
  const candidates = draw.chance(80) ? ['id'] : [];
  if (draw.chance(30)) candidates.push('sku');
  if (draw.chance(20)) candidates.push('region number');
  if (draw.chance(15)) candidates.push('org { ref }');
  if (draw.chance(10)) candidates.push('org { ref } region');
  if (candidates.length === 0) candidates.push(draw.pick(['sku', 'region number', 'id sku']));
  const text = candidates.join(' ');
  if (text.includes('sku')) add('sku', draw.pick(['ID', 'String', 'Int']));
  if (text.includes('region')) add('region', 'String');
  if (text.includes('number')) add('number', 'Int');
  if (text.includes('org')) {
    const org = `${name}Org`;
    const ref: Field = { name: 'ref', base: 'ID', shape: '#!', args: [] };
    monolith.objects.set(org, { name: org, isEntity: false, keys: [], fields: new Map([['ref', ref]]) });
    add('org', org);
  }
  monolith.objects.set(name, { name, isEntity: true, keys: candidates, fields });
}

/** An interface has what its implementers have in common, and a field or two that they have for its sake. */
function addInterface(draw: Draw, monolith: Monolith, name: string): void {
  const entities = ownedObjects(monolith).filter(({ isEntity }) => isEntity);
  const implementers = draw.some(entities, 2);
  const added: Field[] = [{ name: `${name}Text`, base: 'String', shape: draw.pick(leafShapes), args: [] }];
  if (draw.chance(40)) {
    const target = draw.pick(entities).name;
    added.push({ name: `${name}Link`, base: target, shape: draw.pick(linkShapes), args: [] });
  }
  for (const { fields } of implementers) for (const field of added) fields.set(field.name, field);
  const first = implementers[0]?.fields ?? new Map<string, Field>();
  const common = [...first.values()].filter((field) =>
    implementers.every(({ fields }) => fields.get(field.name)?.shape === field.shape && field.shape !== '#!'),
  );
  const id = first.get('id');
  const fields = [...(id ? [id] : []), ...new Set([...draw.some(common, 1), ...added])];
  monolith.interfaces.set(name, { implementers: implementers.map((one) => one.name), fields });
}

function addLinks(draw: Draw, monolith: Monolith, object: ObjectType): void {
  const targets = [
    ...ownedObjects(monolith).filter(({ isEntity, name }) => object.isEntity || isEntity || name !== object.name),
  ].map(({ name }) => name);
  const abstract = [...monolith.interfaces.keys(), ...monolith.unions.keys()];
  const count = draw.below(object.isEntity ? 4 : 2);
  for (let nth = 0; nth < count; nth++) {
    const isAbstract = object.isEntity && abstract.length > 0 && draw.chance(40);
    const base = draw.pick(isAbstract ? abstract : targets);
    // What may be nothing in some subgraph, where few of its types are known, is never promised.
    const shape = draw.pick(isAbstract ? ['#', '[#]', '[#]!'] : linkShapes);
    const name = `${base.toLowerCase()}${nth}`;
    object.fields.set(name, { name, base, shape, args: draw.chance(20) ? draw.pick(linkArgs) : [] });
  }
}
