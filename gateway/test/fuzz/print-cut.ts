import type { Cut, Field, Monolith, Part, PartField } from './model.ts';
import { topNames } from './model.ts';

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@provides", "@external", "@override", "@inaccessible", "@interfaceObject"])`;
const leaves: Readonly<Record<string, string>> = {
  Kind: 'enum Kind { SMALL LARGE SECRET @inaccessible }',
  Odd: 'scalar Odd',
  Currency: 'enum Currency { USD EUR }',
  Where: 'input Where { x: Int y: String = "y" in: [Currency!] deeper: Where }',
};

/** Of an enum that is no input a subgraph may know fewer values or more, of an input object more fields. */
const variants: Readonly<Record<string, string>> = {
  Kind: 'enum Kind { LARGE HUGE }',
  Where: 'input Where { x: Int y: String = "y" in: [Currency!] deeper: Where only: Boolean }',
};

/** Writes a subgraph's SDL. */
export function printCut(monolith: Monolith, cut: Cut): string {
  const lines = [header];
  for (const part of cut.parts.values()) if (part.fields.size > 0) lines.push(printPart(monolith, part));
  for (const [name, { fields, key }] of cut.interfaces) {
    const all = monolith.interfaces.get(name)?.fields ?? [];
    const some = all.filter((field) => fields.has(field.name)).map((field) => `  ${printField(field)}`);
    lines.push(`interface ${name}${key ? ` @key(fields: "${key}")` : ''} {\n${some.join('\n')}\n}`);
  }
  for (const [name, members] of cut.unions) lines.push(`union ${name} = ${[...members].join(' | ')}`);
  const text = lines.slice(1).join('\n');
  const used = Object.keys(leaves).filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  if (used.includes('Where') && !used.includes('Currency')) used.push('Currency');
  return [...lines, ...used.map((name) => (cut.variants.has(name) ? variants[name] : leaves[name]))].join('\n\n');
}

function printPart({ objects }: Monolith, part: Part): string {
  const keys = [...part.keys].map(
    ([fields, isResolvable]) => ` @key(fields: "${fields}"${isResolvable ? '' : ', resolvable: false'})`,
  );
  const own = new Set([...part.keys.keys()].flatMap(topNames));
  const anyKey = new Set((objects.get(part.name)?.keys ?? []).flatMap(topNames));
  const fields = [...part.fields.values()].map((at) => {
    const { name } = at.field;
    const isShareable = !at.isExternal && (at.isShareable || (anyKey.has(name) && !own.has(name)));
    return `  ${printPartField(at, isShareable)}`;
  });
  const implemented = part.implemented.size > 0 ? ` implements ${[...part.implemented].join(' & ')}` : '';
  const object = part.isInterfaceObject ? ' @interfaceObject' : '';
  return `type ${part.name}${implemented}${keys.join('')}${object} {\n${fields.join('\n')}\n}`;
}

function printPartField(at: PartField, isShareable: boolean): string {
  const override = at.override?.label ? `, label: "${at.override.label}"` : '';
  return [
    printField(at.field, at.isStrict),
    isShareable ? '@shareable' : '',
    at.isExternal ? '@external' : '',
    at.isInaccessible ? '@inaccessible' : '',
    at.requires ? `@requires(fields: ${JSON.stringify(at.requires)})` : '',
    at.provides ? `@provides(fields: ${JSON.stringify(at.provides)})` : '',
    at.override ? `@override(from: "${at.override.from}"${override})` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function printField({ name, args, base, shape }: Field, isStrict = false): string {
  const list = args.map((one) => `${one.name}: ${one.type}${one.fallback ? ` = ${one.fallback}` : ''}`);
  return `${name}${list.length > 0 ? `(${list.join(', ')})` : ''}: ${shape.replace('#', base)}${isStrict && !shape.endsWith('!') ? '!' : ''}`;
}
