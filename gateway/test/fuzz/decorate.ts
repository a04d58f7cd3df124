import { addField, type Cutting, know, objectOf, partOf } from './cut-parts.ts';
import { type Cut, type Field, type Part, type PartField, topNames } from './model.ts';

const literals: ReadonlyMap<string, readonly string[]> = new Map([
  ['label', ['(prefix: "q")', '(n: 3)', '']],
  ['amount', ['(currency: EUR)', '']],
  ['at', ['(where: {x: 1})', '']],
  ['share', ['(of: [1, 2])']],
]);

type Place = { readonly cut: Cut; readonly part: Part; readonly at: PartField };

/** Makes some fields depend on what other subgraphs have of the same entity. */
export function addRequires(cutting: Cutting): void {
  const { draw } = cutting;
  /** Inputs may be computed themselves, but what is an input already never becomes computed: there are no circles. */
  const inputs = new Set<string>();
  for (const { cut, part, at } of ownFields(cutting)) {
    const id = `${part.name}.${at.field.name}`;
    if (inputs.has(id) || !draw.chance(25) || !isEntered(cut, part.name)) continue;
    const foreign = foreignFields(cutting, cut, part).filter(({ field }) => field.name !== at.field.name);
    if (foreign.length === 0) continue;
    const chosen = draw.some(foreign, 1).slice(0, 2);
    at.requires = chosen.map((one) => inputText(cutting, cut, part.name, one, inputs)).join(' ');
  }
}

/** Fields that one subgraph alone resolves, and that are nothing special yet. */
function ownFields(cutting: Cutting): readonly Place[] {
  return cutting.cuts.flatMap((cut) =>
    [...cut.parts.values()]
      .filter(({ name }) => cutting.monolith.objects.get(name)?.isEntity)
      .flatMap((part) => [...part.fields.values()].map((at) => ({ cut, part, at })))
      .filter(({ part, at }) => isPlain(cutting, cut, part, at)),
  );
}

function isPlain({ cuts, monolith }: Cutting, cut: Cut, part: Part, at: PartField): boolean {
  const keys = monolith.objects.get(part.name)?.keys.flatMap(topNames) ?? [];
  const isElsewhere = cuts.some((other) => other !== cut && other.parts.get(part.name)?.fields.has(at.field.name));
  return !at.isExternal && !at.isShareable && !isElsewhere && !keys.includes(at.field.name) && at.field.name !== 'id';
}

/** Fields of an entity that other subgraphs resolve and this one does not have. */
function foreignFields(cutting: Cutting, cut: Cut, part: Part): readonly PartField[] {
  return cutting.cuts
    .filter((other) => other !== cut)
    .flatMap((other) => [...(other.parts.get(part.name)?.fields.values() ?? [])])
    .filter(
      ({ field, isExternal }) =>
        field.base !== 'Profile' && !isExternal && (part.fields.get(field.name)?.isExternal ?? true),
    )
    .filter(({ field }) => !objectOf(cutting, part.name).keys.flatMap(topNames).includes(field.name));
}

function inputText(cutting: Cutting, cut: Cut, typeName: string, { field }: PartField, inputs: Set<string>): string {
  inputs.add(`${typeName}.${field.name}`);
  addExternal(cutting, cut, typeName, field);
  const text = `${field.name}${cutting.draw.pick(literals.get(field.name) ?? [''])}`;
  if (cutting.monolith.objects.has(field.base)) return `${text} { ${innerInput(cutting, cut, field.base, inputs)} }`;
  const members = membersOf(cutting, cut, field.base);
  if (!members) return text;
  const [known] = members;
  return known
    ? `${text} { __typename ... on ${known} { ${innerInput(cutting, cut, known, inputs)} } }`
    : `${text} { __typename }`;
}

/** The object types that an abstract type may be in a subgraph; undefined for other types. */
function membersOf({ monolith }: Cutting, cut: Cut, base: string): readonly string[] | undefined {
  if (monolith.unions.has(base)) return [...(cut.unions.get(base) ?? [])];
  if (!monolith.interfaces.has(base)) return undefined;
  return [...cut.parts.values()].filter(({ implemented }) => implemented.has(base)).map(({ name }) => name);
}

/** A leaf of an object that is an input: one that the subgraph has, or another's. */
function innerInput(cutting: Cutting, cut: Cut, typeName: string, inputs: Set<string>): string {
  const { draw } = cutting;
  const { fields } = objectOf(cutting, typeName);
  const leaves = [...fields.values()].filter(
    ({ base, name }) => isLeaf(cutting, base) && isResolved(cutting, typeName, name),
  );
  const field = draw.pick(leaves.length > 0 ? leaves : [...fields.values()]);
  inputs.add(`${typeName}.${field.name}`);
  addExternal(cutting, cut, typeName, field);
  return `${field.name}${draw.pick(literals.get(field.name) ?? [''])}`;
}

/** Nothing within an input is computed: a circle through two entities would be hard to see. */
function isResolved({ cuts }: Cutting, typeName: string, name: string): boolean {
  const found = cuts.flatMap((cut) => cut.parts.get(typeName)?.fields.get(name) ?? []);
  return found.some(({ isExternal }) => !isExternal) && found.every(({ requires }) => requires === undefined);
}

function isLeaf({ monolith: { objects, interfaces, unions } }: Cutting, base: string): boolean {
  return !objects.has(base) && !interfaces.has(base) && !unions.has(base);
}

function addExternal(cutting: Cutting, cut: Cut, typeName: string, field: Field): void {
  const { fields } = partOf(cut, typeName);
  if (fields.has(field.name)) return;
  know(cutting, cut, field.base);
  fields.set(field.name, { field, isExternal: true, isShareable: false, isInaccessible: false });
}

/** Lets some links give fields of their target that only others have elsewhere. */
export function addProvides(cutting: Cutting): void {
  const { draw, monolith } = cutting;
  for (const cut of cutting.cuts) {
    for (const at of [...cut.parts.values()].flatMap((part) => [...part.fields.values()])) {
      const members = membersOf(cutting, cut, at.field.base);
      const target = members ? members[0] : at.field.base;
      if (at.isExternal || at.provides || !target || !monolith.objects.get(target)?.isEntity || !draw.chance(20))
        continue;
      const foreign = foreignFields(cutting, cut, partOf(cut, target)).filter(
        ({ field: { name, base, args } }) =>
          isLeaf(cutting, base) && args.length === 0 && isResolved(cutting, target, name),
      );
      if (foreign.length === 0) continue;
      const { field } = draw.pick(foreign);
      for (const other of cutting.cuts) shareOwned(other, target, field.name);
      addExternal(cutting, cut, target, field);
      at.provides = members ? `... on ${target} { ${field.name} }` : field.name;
    }
  }
}

function shareOwned(cut: Cut, typeName: string, fieldName: string): void {
  const at = cut.parts.get(typeName)?.fields.get(fieldName);
  if (at && !at.isExternal) at.isShareable = true;
}

/** Moves some fields from one subgraph to another, some of them by label. */
export function addOverrides(cutting: Cutting): void {
  const { draw, cuts } = cutting;
  for (const { cut, part, at } of ownFields(cutting)) {
    const others = cuts.filter((one) => one !== cut && isEntered(one, part.name));
    if (others.length === 0 || at.requires !== undefined || at.provides !== undefined || !draw.chance(12)) continue;
    const from = draw.pick(others);
    addField(cutting, from, part.name, at.field);
    const label = draw.pick(['', 'percent(50)', 'trial']);
    at.override = { from: from.name, ...(label ? { label } : {}) };
  }
}

function isEntered(cut: Cut, typeName: string): boolean {
  return [...(cut.parts.get(typeName)?.keys.values() ?? [])].includes(true);
}

/** Hides some leaves from clients. */
export function addInaccessible(cutting: Cutting): void {
  const { draw, monolith } = cutting;
  const promised = new Set([...monolith.interfaces.values()].flatMap(({ fields }) => fields.map(({ name }) => name)));
  for (const cut of cutting.cuts) {
    for (const part of cut.parts.values()) {
      if (!monolith.objects.get(part.name)?.isEntity) continue;
      for (const at of part.fields.values()) {
        if (!at.isExternal && !promised.has(at.field.name) && draw.chance(4)) at.isInaccessible = true;
      }
    }
  }
}
