import { Refusal } from '@fiscal/kit';
import { rfcPattern } from './formats.ts';
import { cfdiNamespace } from './namespaces.ts';
import { scanXml } from './scan-xml.ts';
import type { Sliced } from './sliced.ts';

/**
 * The RFC of the issuer (`/cfdi:Comprobante/cfdi:Emisor/@Rfc`), which decides where a document is stored. The whole
 * document is scanned, so what passes here is well-formed and within bounds. The namespace is left open on purpose: a
 * document of another CFDI version is taken in and rejected with a finding, where its sender can see why.
 * Refuses as `scanXml` does, and DOCUMENT_UNREADABLE when no RFC can be read.
 */
export function* readIssuer(bytes: Uint8Array): Sliced<string> {
  let issuer: string | undefined;
  let namespace = cfdiNamespace;
  yield* scanXml(bytes, {
    open(tag, depth) {
      if (depth === 1) namespace = tag.uri;
      if (depth !== 2 || tag.local !== 'Emisor' || tag.uri !== namespace) return;
      issuer ??= Object.values(tag.attributes).find(({ name }) => name === 'Rfc')?.value;
    },
  });
  if (issuer === undefined || !rfcPattern.test(issuer)) {
    throw new Refusal('invalid', 'DOCUMENT_UNREADABLE', "the issuer's RFC cannot be read from the document");
  }
  return issuer;
}
