import {
  addField,
  addKey,
  type Cutting,
  emptyCut,
  implement,
  know,
  partOf,
  settleInterfaces,
  settleSharing,
} from './cut-parts.ts';
import { addInaccessible, addOverrides, addProvides, addRequires } from './decorate.ts';
import type { Draw } from './draw.ts';
import type { Cut, Field, Monolith, ObjectType } from './model.ts';
import { topNames } from './model.ts';

const names = ['sub-alpha', 'sub-beta', 'sub-gamma', 'sub-delta', 'sub-epsilon'];

/** Cuts a monolith into subgraphs. Not every cut composes. */
export function makeCut(draw: Draw, monolith: Monolith): readonly Cut[] {
  const cuts = names.slice(0, 2 + draw.below(4)).map(emptyCut);
  const cutting: Cutting = { draw, monolith, cuts };
  const interfaceObject = addInterfaceObject(cutting);
  const open = cuts.filter((cut) => cut !== interfaceObject);
  for (const object of monolith.objects.values()) {
    if (object.isEntity) cutEntity({ ...cutting, cuts: open }, object);
  }
  splitValue({ ...cutting, cuts: open });
  for (const cut of cuts) addRoots(cutting, cut, 'Query', 1 + draw.below(3));
  shareRoot({ ...cutting, cuts: open });
  for (const cut of cuts) if (draw.chance(25)) addRoots(cutting, cut, 'Mutation', 1 + draw.below(2));
  const decorated = { ...cutting, cuts: open };
  addRequires(decorated);
  addProvides(decorated);
  addOverrides(decorated);
  addInaccessible(decorated);
  for (const cut of cuts) for (const name of ['Kind', 'Where']) if (draw.chance(15)) cut.variants.add(name);
  settleInterfaces(cutting);
  settleSharing(cutting);
  return cuts;
}

function cutEntity(cutting: Cutting, object: ObjectType): void {
  const { draw, cuts } = cutting;
  const homes = draw.some(cuts, 1).slice(0, 3);
  const keyNames = new Set(object.keys.flatMap(topNames));
  for (const [nth, home] of homes.entries()) {
    // The first knows all keys, so that there is a way from any of them to any other.
    const keys = nth === 0 ? object.keys : draw.chance(70) ? object.keys.slice(0, 1) : draw.some(object.keys, 1);
    for (const key of keys) addKey(cutting, home, object.name, key, nth === 0 || keys.length === 1 || !draw.chance(20));
  }
  for (const field of object.fields.values()) {
    if (keyNames.has(field.name)) continue;
    const owner = draw.pick(homes);
    addField(cutting, owner, object.name, field);
    if (draw.chance(20)) addField(cutting, draw.pick(homes), object.name, field);
  }
}

/** Gives an entity a value of which each of its subgraphs knows another part: one must come back to the entity for the rest. */
function splitValue({ draw, monolith, cuts }: Cutting): void {
  const homesOf = (name: string) =>
    cuts.filter((cut) => [...(cut.parts.get(name)?.keys.values() ?? [])].includes(true));
  const entity = [...monolith.objects.values()].find(({ isEntity, name }) => isEntity && homesOf(name).length > 1);
  if (!entity || !draw.chance(40)) return;
  const names = ['first', 'second', 'third', 'fourth'];
  const parts = names.map((name): Field => ({ name, base: 'String', shape: draw.pick(['#', '#', '#!']), args: [] }));
  const field: Field = { name: 'profile', base: 'Profile', shape: draw.pick(['#', '#!', '[#!]']), args: [] };
  monolith.objects.set('Profile', {
    name: 'Profile',
    isEntity: false,
    keys: [],
    fields: new Map(parts.map((one) => [one.name, one])),
  });
  entity.fields.set(field.name, field);
  const homes = homesOf(entity.name);
  for (const [nth, home] of homes.entries()) {
    const own = parts.filter((_, at) => at % homes.length === nth || draw.chance(30));
    const made = (one: Field, isShareable: boolean) => ({
      field: one,
      isExternal: false,
      isShareable,
      isInaccessible: false,
    });
    for (const one of own) partOf(home, 'Profile').fields.set(one.name, made(one, true));
    partOf(home, entity.name).fields.set(field.name, made(field, true));
  }
}

const rootShapes = ['#', '[#]', '[#!]', '#!', '[#!]!'];

function addRoots(cutting: Cutting, cut: Cut, root: string, count: number): void {
  const { draw, monolith } = cutting;
  const known = [...cut.parts.keys()].filter((name) => monolith.objects.get(name)?.isEntity);
  const abstract = [...cut.interfaces.keys(), ...cut.unions.keys()];
  const whole = [...monolith.objects.keys()].filter((name) => name !== 'Profile');
  const all = cut.parts.size === 0 ? whole : [...known, ...abstract, ...known];
  const interfaceObjects = [...cut.parts.values()].filter((part) => part.isInterfaceObject).map(({ name }) => name);
  for (let nth = 0; nth < count; nth++) {
    const isLeaf = draw.chance(10);
    const bases = interfaceObjects.length > 0 ? interfaceObjects : all;
    const base = isLeaf ? 'String' : draw.pick(bases.length > 0 ? bases : ['String']);
    const isAbstract = monolith.interfaces.has(base) || monolith.unions.has(base);
    const shape = draw.pick(isAbstract ? ['#', '[#]'] : rootShapes);
    const args = draw.chance(30) ? [{ name: 'first', type: 'Int', fallback: '1' }] : [];
    const field: Field = { name: `${root === 'Query' ? 'get' : 'set'}${nth}${cut.name.slice(4)}`, base, shape, args };
    addField(cutting, cut, root, field);
  }
}

/** A root field that two subgraphs can answer. */
function shareRoot(cutting: Cutting): void {
  const { draw, cuts } = cutting;
  if (cuts.length < 2 || !draw.chance(35)) return;
  const [from, to] = draw.some(cuts, 2);
  const field = [...(from?.parts.get('Query')?.fields.values() ?? [])][0];
  if (!from || !to || !field) return;
  know(cutting, to, field.field.base);
  addField(cutting, to, 'Query', field.field).isShareable = true;
  field.isShareable = true;
}

/** Gives the last subgraph an interface as an object, and the first the whole of that interface. */
function addInterfaceObject(cutting: Cutting): Cut | undefined {
  const { draw, monolith, cuts } = cutting;
  const [name, found] = [...monolith.interfaces].find(([, { implementers }]) =>
    implementers.every((one) => monolith.objects.get(one)?.keys.includes('id')),
  ) ?? [undefined, undefined];
  const [home] = cuts;
  const last = cuts.at(-1);
  if (!name || !found || !home || !last || cuts.length < 3 || !draw.chance(60)) return undefined;
  home.interfaces.set(name, { fields: new Set(), key: 'id' });
  for (const one of found.implementers) {
    addKey(cutting, home, one, 'id', true);
    implement(cutting, home, name, one);
  }
  const part = partOf(last, name);
  part.isInterfaceObject = true;
  part.keys.set('id', true);
  addField(cutting, last, name, { name: 'id', base: 'ID', shape: '#!', args: [] }).isShareable = true;
  const others = [...monolith.objects.values()].filter((one) => one.isEntity && !found.implementers.includes(one.name));
  const added: Field[] = [{ name: 'extra', base: 'String', shape: draw.pick(['#', '#!', '[#]']), args: [] }];
  if (draw.chance(50)) added.push({ name: 'rank', base: 'Int', shape: '#', args: [{ name: 'by', type: 'String' }] });
  if (others.length > 0 && draw.chance(50))
    added.push({ name: 'owner', base: draw.pick(others).name, shape: '#', args: [] });
  if (draw.chance(30)) added.push({ name: 'peer', base: name, shape: draw.pick(['#', '[#]']), args: [] });
  for (const field of added) addField(cutting, last, name, field);
  return last;
}
