import { Refusal } from '@fiscal/kit';
import type { SaxesTagNS } from 'saxes';
import { isDateTime, rfcPattern } from './formats.ts';
import { cfdiNamespace } from './namespaces.ts';
import { scanXml } from './scan-xml.ts';
import type { Sliced } from './sliced.ts';

/** What has to be known of a document before it is read: the issuer decides where it is stored, the date where it is counted. */
export type Envelope = {
  readonly issuerRfc: string;
  /** Fecha: YYYY-MM-DDTHH:MM:SS, the issuer's local time; null when it is not well-formed. */
  readonly issuedAt: string | null;
};

/**
 * Reads the envelope (`/cfdi:Comprobante/@Fecha`, `/cfdi:Comprobante/cfdi:Emisor/@Rfc`). The whole document is scanned,
 * so what passes here is well-formed and within bounds. The namespace is left open on purpose: a document of another
 * CFDI version is taken in and rejected with a finding, where its sender can see why.
 * Refuses as `scanXml` does, and DOCUMENT_UNREADABLE when no RFC can be read.
 */
export function* readEnvelope(bytes: Uint8Array): Sliced<Envelope> {
  let issuer: string | undefined;
  let date: string | undefined;
  let namespace = cfdiNamespace;
  yield* scanXml(bytes, {
    open(tag, depth) {
      if (depth === 1) {
        namespace = tag.uri;
        date = attributeOf(tag, 'Fecha');
      }
      if (depth === 2 && tag.local === 'Emisor' && tag.uri === namespace) issuer ??= attributeOf(tag, 'Rfc');
    },
  });
  if (issuer === undefined || !rfcPattern.test(issuer)) {
    throw new Refusal('invalid', 'DOCUMENT_UNREADABLE', "the issuer's RFC cannot be read from the document");
  }
  return { issuerRfc: issuer, issuedAt: date !== undefined && isDateTime(date) ? date : null };
}

function attributeOf(tag: Pick<SaxesTagNS, 'attributes'>, attribute: string): string | undefined {
  return Object.values(tag.attributes).find(({ name }) => name === attribute)?.value;
}
