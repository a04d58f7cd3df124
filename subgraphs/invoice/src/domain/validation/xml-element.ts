/** An element as the rules see it: attributes without a namespace only, since CFDI has no others that mean anything. */
export type XmlElement = {
  readonly uri: string;
  /** Without prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
};

/** The children of that name and namespace, in document order. */
export function childrenOf(element: XmlElement | undefined, uri: string, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.uri === uri && child.name === name) ?? [];
}

/** The first child of that name and namespace, if any. */
export function childOf(element: XmlElement | undefined, uri: string, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.uri === uri && child.name === name);
}
