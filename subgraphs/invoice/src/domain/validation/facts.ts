import { amountPattern, currencyPattern, isDateTime, rfcPattern, uuidPattern } from './formats.ts';
import { cfdiNamespace } from './namespaces.ts';
import { stampsOf } from './stamp.ts';
import { childOf, type XmlElement } from './xml-element.ts';

const documentTypes = { I: 'INCOME', E: 'CREDIT_NOTE', T: 'TRANSFER', N: 'PAYROLL', P: 'PAYMENT' } as const;
export type DocumentType = (typeof documentTypes)[keyof typeof documentTypes];

/** What a document says of itself, as written; null where it says nothing or nothing well-formed. Amounts are decimal strings. */
export type DocumentFacts = {
  readonly uuid: string | null;
  readonly type: DocumentType | null;
  readonly series: string | null;
  readonly folio: string | null;
  readonly issuerName: string | null;
  readonly receiverRfc: string | null;
  readonly receiverName: string | null;
  /** Fecha: YYYY-MM-DDTHH:MM:SS, the issuer's local time. */
  readonly issuedAt: string | null;
  readonly currency: string | null;
  readonly subtotal: string | null;
  readonly discount: string | null;
  readonly taxesTransferred: string | null;
  readonly taxesWithheld: string | null;
  readonly total: string | null;
};

/** The facts of a document nobody has read yet. */
export const unread: DocumentFacts = {
  uuid: null,
  type: null,
  series: null,
  folio: null,
  issuerName: null,
  receiverRfc: null,
  receiverName: null,
  issuedAt: null,
  currency: null,
  subtotal: null,
  discount: null,
  taxesTransferred: null,
  taxesWithheld: null,
  total: null,
};

/** Reads the facts of a document, good or bad: a rejected one shows as much of itself as can be trusted to have a shape. */
export function factsOf(document: XmlElement): DocumentFacts {
  const issuer = childOf(document, cfdiNamespace, 'Emisor');
  const receiver = childOf(document, cfdiNamespace, 'Receptor');
  const taxes = childOf(document, cfdiNamespace, 'Impuestos');
  const [stamp] = stampsOf(document);
  return {
    uuid: read(stamp, 'UUID', (value) => uuidPattern.test(value)),
    type: typeOf(document),
    series: read(document, 'Serie', atMost(25)),
    folio: read(document, 'Folio', atMost(40)),
    issuerName: read(issuer, 'Nombre', atMost(300)),
    receiverRfc: read(receiver, 'Rfc', (value) => rfcPattern.test(value)),
    receiverName: read(receiver, 'Nombre', atMost(300)),
    issuedAt: read(document, 'Fecha', isDateTime),
    currency: read(document, 'Moneda', (value) => currencyPattern.test(value)),
    subtotal: read(document, 'SubTotal', isAmount),
    discount: read(document, 'Descuento', isAmount),
    taxesTransferred: read(taxes, 'TotalImpuestosTrasladados', isAmount),
    taxesWithheld: read(taxes, 'TotalImpuestosRetenidos', isAmount),
    total: read(document, 'Total', isAmount),
  };
}

function read(element: XmlElement | undefined, name: string, accepts: (value: string) => boolean): string | null {
  const value = element?.attributes.get(name);
  return value !== undefined && accepts(value) ? value : null;
}

function typeOf(document: XmlElement): DocumentType | null {
  const letter = document.attributes.get('TipoDeComprobante') ?? '';
  return Object.hasOwn(documentTypes, letter) ? documentTypes[letter as keyof typeof documentTypes] : null;
}

function atMost(characters: number): (value: string) => boolean {
  return (value) => value.length > 0 && value.length <= characters;
}

function isAmount(value: string): boolean {
  return amountPattern.test(value);
}
