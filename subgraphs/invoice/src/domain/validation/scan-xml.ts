import { Refusal } from '@fiscal/kit';
import { type SaxesAttributeNSIncomplete, SaxesParser, type SaxesTagNS } from 'saxes';
import type { Sliced } from './sliced.ts';

/** What a document may not exceed, whoever sent it: each bound keeps one kind of hostile input from costing memory or time. */
export const xmlLimits = {
  bytes: 10 * 1024 * 1024,
  depth: 64,
  attributeCharacters: 64 * 1024,
  attributesOfElement: 256,
  elements: 300_000,
} as const;

export type XmlVisitor = {
  readonly open: (tag: SaxesTagNS, depth: number) => void;
  readonly close?: (depth: number) => void;
};

const chunkCharacters = 64 * 1024;

/**
 * Reads the whole document once and shows every element to the visitor. Nothing is expanded but the five predefined
 * entities and character references; no DOCTYPE is accepted, so there is nothing else to expand.
 * Refuses (`invalid`): XML_TOO_LARGE, XML_DOCTYPE, XML_TOO_DEEP, XML_ATTRIBUTE_TOO_LONG, DOCUMENT_UNREADABLE.
 */
export function* scanXml(bytes: Uint8Array, visitor: XmlVisitor): Sliced<void> {
  if (bytes.length > xmlLimits.bytes) throw tooLarge(`the document is larger than ${xmlLimits.bytes} bytes`);
  const text = decodeUtf8(bytes);
  const parser = boundedParser(visitor);
  for (let at = 0; at < text.length; at += chunkCharacters) {
    parser.write(text.slice(at, at + chunkCharacters));
    yield;
  }
  parser.close();
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable('the document is not UTF-8', { cause });
  }
}

function boundedParser(visitor: XmlVisitor): SaxesParser<{ xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true, position: false });
  let depth = 0;
  let elements = 0;
  let attributes = 0;
  parser.on('error', (cause) => {
    throw unreadable('the document is not well-formed XML', { cause });
  });
  parser.on('doctype', () => {
    throw new Refusal('invalid', 'XML_DOCTYPE', 'the document has a DOCTYPE, which a fiscal document never needs');
  });
  parser.on('xmldecl', ({ version, encoding }) => checkDeclaration(version, encoding));
  parser.on('opentagstart', () => {
    depth += 1;
    elements += 1;
    attributes = 0;
    if (depth > xmlLimits.depth)
      throw new Refusal('invalid', 'XML_TOO_DEEP', `elements nest deeper than ${xmlLimits.depth}`);
    if (elements > xmlLimits.elements) throw tooLarge(`the document has more than ${xmlLimits.elements} elements`);
  });
  parser.on('attribute', (attribute) => {
    attributes += 1;
    checkAttribute(attribute, attributes);
  });
  parser.on('opentag', (tag) => visitor.open(tag, depth));
  parser.on('closetag', () => {
    visitor.close?.(depth);
    depth -= 1;
  });
  return parser;
}

function checkDeclaration(version: string | undefined, encoding: string | undefined): void {
  if (version !== undefined && version !== '1.0') throw unreadable('the document is not XML 1.0');
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
    throw unreadable('the document declares an encoding other than UTF-8');
}

function checkAttribute(attribute: Pick<SaxesAttributeNSIncomplete, 'value'>, count: number): void {
  if (attribute.value.length > xmlLimits.attributeCharacters) {
    throw new Refusal(
      'invalid',
      'XML_ATTRIBUTE_TOO_LONG',
      `an attribute is longer than ${xmlLimits.attributeCharacters} characters`,
    );
  }
  if (count > xmlLimits.attributesOfElement)
    throw tooLarge(`an element has more than ${xmlLimits.attributesOfElement} attributes`);
}

function tooLarge(message: string): Refusal {
  return new Refusal('invalid', 'XML_TOO_LARGE', message);
}

function unreadable(message: string, options?: ErrorOptions): Refusal {
  return new Refusal('invalid', 'DOCUMENT_UNREADABLE', message, options);
}
