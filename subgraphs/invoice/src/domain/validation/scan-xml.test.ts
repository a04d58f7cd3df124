import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildDocument } from '../../../test/document.ts';
import { scanXml, xmlLimits } from './scan-xml.ts';
import { finish } from './sliced.ts';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', kind: 'invalid', code });

function scan(document: string | Uint8Array): readonly string[] {
  const names: string[] = [];
  finish(scanXml(Buffer.from(document as string), { open: (tag) => names.push(tag.local) }));
  return names;
}

describe('scanning a document', () => {
  it('shows every element, with what character references stand for', () => {
    const values: string[] = [];
    finish(
      scanXml(Buffer.from('<a b="&#209;&amp;&lt;"><c/></a>'), {
        open: (tag) => values.push(tag.name, ...Object.values(tag.attributes).map(({ value }) => value)),
      }),
    );
    expect(values).toEqual(['a', 'Ñ&<', 'c']);
  });

  it('reads UTF-8 with and without a byte order mark', () => {
    expect(scan(`\uFEFF${buildDocument()}`)[0]).toBe('Comprobante');
    expect(scan('<?xml version="1.0" encoding="utf-8"?><a/>')).toEqual(['a']);
  });

  it.each([
    ['an empty DOCTYPE', '<!DOCTYPE a><a/>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a b="&x;"/>'],
    [
      'a billion laughs',
      `<!DOCTYPE a [<!ENTITY l "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n} "${'&l;'.repeat(10)}">`).join('')}]><a>&l8;</a>`,
    ],
    ['a DOCTYPE after a comment', '<!-- x --><!DOCTYPE html><html/>'],
  ])('refuses %s', (_, document) => {
    expect(() => scan(document)).toThrow(refusal('XML_DOCTYPE'));
  });

  it.each([
    ['nothing', ''],
    ['a document that was cut', buildDocument().slice(0, 700)],
    ['an entity that nobody declared', '<a>&x;</a>'],
    ['a bare ampersand', '<a b="x & y"/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute twice by namespace', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>'],
    ['a prefix that nobody declared', '<cfdi:a/>'],
    ['two roots', '<a/><b/>'],
    ['a DOCTYPE that does not end', '<!DOCTYPE a ['],
    ['a control character', '<a b="\u0001"/>'],
    ['XML 1.1', '<?xml version="1.1"?><a/>'],
    ['another declared encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFF<a/>', 'utf16le')],
    ['UTF-16 without one', Buffer.from('<?xml version="1.0"?><a/>', 'utf16le')],
    ['Latin 1 that says it is UTF-8', Buffer.from('<a b="Ñ"/>', 'latin1')],
  ])('refuses %s', (_, document) => {
    expect(() => scan(document)).toThrow(refusal('DOCUMENT_UNREADABLE'));
  });

  it('refuses elements that nest deeper than the limit, and only those', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(scan(nested(xmlLimits.depth))).toHaveLength(xmlLimits.depth);
    expect(() => scan(nested(xmlLimits.depth + 1))).toThrow(refusal('XML_TOO_DEEP'));
  });

  it('gives up on 100,000 nested elements at the limit, not at their end', () => {
    const startedAt = performance.now();
    expect(() => scan('<a xmlns:x="u">'.repeat(100_000))).toThrow(refusal('XML_TOO_DEEP'));
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('refuses an attribute longer than the limit, and only that', () => {
    expect(scan(`<a b="${'x'.repeat(xmlLimits.attributeCharacters)}"/>`)).toEqual(['a']);
    expect(() => scan(`<a b="${'x'.repeat(xmlLimits.attributeCharacters + 1)}"/>`)).toThrow(
      refusal('XML_ATTRIBUTE_TOO_LONG'),
    );
  });

  it('refuses too many attributes, too many elements and too many bytes', () => {
    const attributes = Array.from({ length: xmlLimits.attributesOfElement + 1 }, (_, n) => `a${n}=""`).join(' ');
    expect(() => scan(`<a ${attributes}/>`)).toThrow(refusal('XML_TOO_LARGE'));
    expect(() => scan(`<a>${'<b/>'.repeat(xmlLimits.elements)}</a>`)).toThrow(refusal('XML_TOO_LARGE'));
    expect(() => scan(Buffer.alloc(xmlLimits.bytes + 1, ' '))).toThrow(refusal('XML_TOO_LARGE'));
  });

  it('answers any bytes with a refusal or not at all', () => {
    const valid = Buffer.from(buildDocument());
    const damaged = fc
      .tuple(fc.nat(valid.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }))
      .map(([at, bytes]) => {
        const copy = Buffer.from(valid);
        copy.set(bytes.subarray(0, copy.length - at), at);
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          scan(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 500 },
    );
  });
});
