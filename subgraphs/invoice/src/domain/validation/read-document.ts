import type { SaxesTagNS } from 'saxes';
import { cfdiNamespace } from './namespaces.ts';
import { scanXml } from './scan-xml.ts';
import type { Sliced } from './sliced.ts';
import type { XmlElement } from './xml-element.ts';

type GrowingElement = XmlElement & { readonly children: XmlElement[] };

/**
 * The document as a tree for the rules to look at. What lies inside `cfdi:Addenda` is checked to be well-formed and
 * within bounds, but not kept: it is the parties' own matter and no rule looks at it.
 * Refuses as `scanXml` does.
 */
export function* readDocument(bytes: Uint8Array): Sliced<XmlElement> {
  const top: GrowingElement = { uri: '', name: '', attributes: new Map(), children: [] };
  const path: GrowingElement[] = [top];
  let keptDepth = Number.POSITIVE_INFINITY;
  yield* scanXml(bytes, {
    open(tag, depth) {
      if (depth > keptDepth) return;
      const element = toElement(tag);
      path.at(-1)?.children.push(element);
      path.push(element);
      if (tag.local === 'Addenda' && tag.uri === cfdiNamespace) keptDepth = depth;
    },
    close(depth) {
      if (depth > keptDepth) return;
      keptDepth = Number.POSITIVE_INFINITY;
      path.pop();
    },
  });
  // A well-formed document has exactly one root, and no other gets here.
  return top.children[0] as XmlElement;
}

function toElement(tag: SaxesTagNS): GrowingElement {
  const attributes = new Map<string, string>();
  for (const { prefix, local, value } of Object.values(tag.attributes)) {
    if (prefix === '') attributes.set(local, value);
  }
  return { uri: tag.uri, name: tag.local, attributes, children: [] };
}
