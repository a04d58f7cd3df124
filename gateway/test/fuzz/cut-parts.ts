import type { Draw } from './draw.ts';
import { type Cut, type Field, type Monolith, type Part, type PartField, topNames } from './model.ts';

/** What cutting works with: everything made so far. */
export type Cutting = { readonly draw: Draw; readonly monolith: Monolith; readonly cuts: readonly Cut[] };

/** Makes a subgraph that has nothing yet. */
export function emptyCut(name: string): Cut {
  return { name, parts: new Map(), interfaces: new Map(), unions: new Map(), variants: new Set() };
}

/** The part of an object type in a subgraph, made when there is none. */
export function partOf(cut: Cut, name: string): Part {
  const known = cut.parts.get(name);
  if (known) return known;
  const part: Part = { name, keys: new Map(), fields: new Map(), implemented: new Set(), isInterfaceObject: false };
  cut.parts.set(name, part);
  return part;
}

/** Gives a subgraph a field that it resolves, and what it must know for that. */
export function addField(cutting: Cutting, cut: Cut, typeName: string, field: Field): PartField {
  const { fields } = partOf(cut, typeName);
  const known = fields.get(field.name);
  if (known) return known;
  const made: PartField = { field, isExternal: false, isShareable: false, isInaccessible: false };
  fields.set(field.name, made);
  know(cutting, cut, field.base);
  return made;
}

/** Gives a subgraph a key of an entity, with the key's fields. */
export function addKey(cutting: Cutting, cut: Cut, typeName: string, key: string, isResolvable: boolean): void {
  const part = partOf(cut, typeName);
  part.keys.set(key, isResolvable || (part.keys.get(key) ?? false));
  const { fields } = objectOf(cutting, typeName);
  for (const name of topNames(key)) {
    const field = fields.get(name);
    if (field) addField(cutting, cut, typeName, field);
  }
}

/** Makes sure that a subgraph can name a type: of an entity it may know no more than a key. */
export function know(cutting: Cutting, cut: Cut, base: string): void {
  const { draw, monolith } = cutting;
  const object = monolith.objects.get(base);
  if (object && cut.parts.has(base)) return;
  if (object?.isEntity) addKey(cutting, cut, base, draw.pick(object.keys), !draw.chance(35));
  else if (object) {
    for (const field of object.fields.values()) addField(cutting, cut, base, field).isShareable = true;
  }
  const members = monolith.unions.get(base);
  if (members && !cut.unions.has(base)) {
    const some = draw.some(members, 1);
    cut.unions.set(base, new Set(some));
    for (const member of some) know(cutting, cut, member);
  }
  if (monolith.interfaces.has(base) && !cut.interfaces.has(base) && !cut.parts.get(base)?.isInterfaceObject) {
    knowInterface(cutting, cut, base);
  }
}

function knowInterface(cutting: Cutting, cut: Cut, base: string): void {
  const { draw, monolith } = cutting;
  cut.interfaces.set(base, { fields: new Set() });
  for (const name of draw.some(monolith.interfaces.get(base)?.implementers ?? [], 1))
    implement(cutting, cut, base, name);
}

/** Makes an object type of a subgraph an implementer of an interface there. */
export function implement(cutting: Cutting, cut: Cut, interfaceName: string, typeName: string): void {
  know(cutting, cut, typeName);
  partOf(cut, typeName).implemented.add(interfaceName);
  const id = objectOf(cutting, typeName).fields.get('id');
  if (id) addField(cutting, cut, typeName, id).isShareable = true;
}

/** An object type of the monolith. Errors: an Error when there is none of that name. */
export function objectOf({ monolith }: Cutting, name: string) {
  const object = monolith.objects.get(name);
  if (!object) throw new Error(`there is no object type ${name}`);
  return object;
}

/** Once everything is in place: an interface has in a subgraph what all its implementers there resolve. */
export function settleInterfaces({ monolith, cuts }: Cutting): void {
  for (const cut of cuts) {
    for (const [name, known] of cut.interfaces) {
      const parts = [...cut.parts.values()].filter(({ implemented }) => implemented.has(name));
      for (const { name: fieldName } of monolith.interfaces.get(name)?.fields ?? []) {
        const isCommon = parts.every(({ fields }) => fields.get(fieldName)?.isExternal === false);
        if (isCommon) known.fields.add(fieldName);
      }
    }
  }
}

/** Whoever resolves what others resolve too must say so; keys say it by themselves. */
export function settleSharing({ draw, monolith, cuts }: Cutting): void {
  for (const object of monolith.objects.values()) {
    for (const [name, { args }] of object.fields) {
      const owners = cuts
        .flatMap((cut) => cut.parts.get(object.name)?.fields.get(name) ?? [])
        .filter((one) => !one.isExternal);
      if (owners.length < 2) continue;
      const isMoved = owners.some(({ override }) => override);
      if (!isMoved) for (const one of owners) one.isShareable = true;
      const isKey = object.keys.flatMap(topNames).includes(name);
      const isKnown = cuts.some((cut) => cut.parts.get(object.name)?.fields.get(name)?.isExternal);
      // A null in variables is an error of the field then, which no field has that is promised differently (README.md).
      const mayRefuse = args.some(({ type }) => type.includes('!') || type === 'Where');
      // Types of external fields must be those of their owners.
      if (!isMoved && !isKey && !isKnown && !mayRefuse && draw.chance(25)) draw.pick(owners).isStrict = true;
    }
  }
}
