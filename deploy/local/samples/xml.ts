/** An element to be written: its attributes in order, then its children in order. */
export type Element = {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Element[];
};
export type Attribute = readonly [name: string, value: string];

/** An element; attributes without a value are left out. */
export function element(
  name: string,
  attributes: readonly (readonly [string, string | undefined])[],
  children: readonly Element[] = [],
): Element {
  const present = attributes.filter((attribute): attribute is Attribute => attribute[1] !== undefined);
  return { name, attributes: present, children };
}

/** Writes a document: XML 1.0, UTF-8, with `prolog` between declaration and root. */
export function renderDocument(root: Element, prolog = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${prolog}${render(root)}\n`;
}

function render({ name, attributes, children }: Element): string {
  const written = attributes.map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`).join('');
  if (children.length === 0) return `<${name}${written}/>`;
  return `<${name}${written}>${children.map(render).join('')}</${name}>`;
}

function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
