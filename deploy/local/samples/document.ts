import type { Taxpayer } from './authority.ts';
import type { Line, LineTax } from './lines.ts';
import { formatCents, formatRate, sum } from './money.ts';
import { type Attribute, type Element, element } from './xml.ts';

/** What a CFDI says, before it is sealed. */
export type Draft = {
  readonly type: 'I' | 'E';
  readonly series: string;
  readonly folio: string;
  /** Local time, `YYYY-MM-DDTHH:MM:SS`. */
  readonly issuedAt: string;
  readonly currency: string;
  /** Pesos for one unit of the currency; absent for pesos. */
  readonly exchangeRate: string | undefined;
  readonly issuer: Taxpayer;
  readonly receiver: Taxpayer;
  readonly postalCode: string;
  /** The document that a credit note takes from. */
  readonly relatedUuid: string | undefined;
  readonly lines: readonly Line[];
};

export type Amounts = {
  readonly subtotalCents: bigint;
  readonly discountCents: bigint;
  readonly transferredCents: bigint;
  readonly withheldCents: bigint;
  readonly totalCents: bigint;
};

const namespace = 'http://www.sat.gob.mx/cfd/4';
const schemaLocation = `${namespace} http://www.sat.gob.mx/sitio_internet/cfd/4/cfdv40.xsd`;

/** Adds the lines up; every figure is the exact sum of what the lines show. */
export function addUp(lines: readonly Line[]): Amounts {
  const taxes = lines.flatMap((line) => line.taxes);
  const subtotalCents = sum(lines.map((line) => line.amountCents));
  const discountCents = sum(lines.map((line) => line.discountCents));
  const transferredCents = sum(ofKind(taxes, 'transferred').map((tax) => tax.amountCents));
  const withheldCents = sum(ofKind(taxes, 'withheld').map((tax) => tax.amountCents));
  const totalCents = subtotalCents - discountCents + transferredCents - withheldCents;
  return { subtotalCents, discountCents, transferredCents, withheldCents, totalCents };
}

/** The `cfdi:Comprobante` of CFDI 4.0 without seal and stamp; attributes stand in the order of the original string. */
export function comprobante(draft: Draft, amounts: Amounts, certificateNumber: string): Element {
  const attributes: [string, string | undefined][] = [
    ['xmlns:cfdi', namespace],
    ['xmlns:xsi', 'http://www.w3.org/2001/XMLSchema-instance'],
    ['xsi:schemaLocation', schemaLocation],
    ['Version', '4.0'],
    ['Serie', draft.series],
    ['Folio', draft.folio],
    ['Fecha', draft.issuedAt],
    ['FormaPago', '03'],
    ['NoCertificado', certificateNumber],
    ['SubTotal', formatCents(amounts.subtotalCents)],
    ['Descuento', amounts.discountCents > 0n ? formatCents(amounts.discountCents) : undefined],
    ['Moneda', draft.currency],
    ['TipoCambio', draft.exchangeRate],
    ['Total', formatCents(amounts.totalCents)],
    ['TipoDeComprobante', draft.type],
    ['Exportacion', '01'],
    ['MetodoPago', 'PUE'],
    ['LugarExpedicion', draft.postalCode],
  ];
  return element('cfdi:Comprobante', attributes, [...related(draft), ...parties(draft), ...body(draft.lines)]);
}

function related({ relatedUuid }: Draft): Element[] {
  if (!relatedUuid) return [];
  const document = element('cfdi:CfdiRelacionado', [['UUID', relatedUuid]]);
  return [element('cfdi:CfdiRelacionados', [['TipoRelacion', '01']], [document])];
}

function parties({ issuer, receiver, postalCode, type }: Draft): Element[] {
  return [
    element('cfdi:Emisor', [
      ['Rfc', issuer.rfc],
      ['Nombre', issuer.name],
      ['RegimenFiscal', '601'],
    ]),
    element('cfdi:Receptor', [
      ['Rfc', receiver.rfc],
      ['Nombre', receiver.name],
      ['DomicilioFiscalReceptor', postalCode],
      ['RegimenFiscalReceptor', '601'],
      ['UsoCFDI', type === 'E' ? 'G02' : 'G03'],
    ]),
  ];
}

function body(lines: readonly Line[]): Element[] {
  return [element('cfdi:Conceptos', [], lines.map(concept)), ...summary(lines.flatMap((line) => line.taxes))];
}

function concept(line: Line): Element {
  const transferred = ofKind(line.taxes, 'transferred').map((tax) => element('cfdi:Traslado', taxAttributes(tax)));
  const withheld = ofKind(line.taxes, 'withheld').map((tax) => element('cfdi:Retencion', taxAttributes(tax)));
  const attributes: [string, string | undefined][] = [
    ['ClaveProdServ', line.productCode],
    ['Cantidad', line.quantity.toString()],
    ['ClaveUnidad', line.unitCode],
    ['Descripcion', line.description],
    ['ValorUnitario', formatCents(line.priceCents)],
    ['Importe', formatCents(line.amountCents)],
    ['Descuento', line.discountCents > 0n ? formatCents(line.discountCents) : undefined],
    ['ObjetoImp', '02'],
  ];
  const taxes = [...list('cfdi:Traslados', transferred), ...list('cfdi:Retenciones', withheld)];
  return element('cfdi:Concepto', attributes, list('cfdi:Impuestos', taxes));
}

function taxAttributes(tax: LineTax): Attribute[] {
  const attributes: Attribute[] = [
    ['Base', formatCents(tax.baseCents)],
    ['Impuesto', tax.tax],
    ['TipoFactor', tax.factor],
  ];
  if (tax.factor === 'Exento') return attributes;
  return [...attributes, ['TasaOCuota', formatRate(tax.rateMillionths)], ['Importe', formatCents(tax.amountCents)]];
}

function summary(taxes: readonly LineTax[]): Element[] {
  const transferred = grouped(ofKind(taxes, 'transferred'), (tax) => `${tax.tax}:${tax.factor}:${tax.rateMillionths}`);
  const withheld = grouped(ofKind(taxes, 'withheld'), (tax) => tax.tax);
  const taxed = transferred.filter((tax) => tax.factor === 'Tasa');
  const totals: [string, string | undefined][] = [
    ['TotalImpuestosRetenidos', totalOf(withheld)],
    ['TotalImpuestosTrasladados', totalOf(taxed)],
  ];
  const children = [
    ...list('cfdi:Retenciones', withheld.map(withholding)),
    ...list(
      'cfdi:Traslados',
      transferred.map((tax) => element('cfdi:Traslado', taxAttributes(tax))),
    ),
  ];
  return [element('cfdi:Impuestos', totals, children)];
}

function withholding(tax: LineTax): Element {
  return element('cfdi:Retencion', [
    ['Impuesto', tax.tax],
    ['Importe', formatCents(tax.amountCents)],
  ]);
}

function grouped(taxes: readonly LineTax[], keyOf: (tax: LineTax) => string): LineTax[] {
  return [...Map.groupBy(taxes, keyOf).values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({
      ...first,
      baseCents: sum(group.map((tax) => tax.baseCents)),
      amountCents: sum(group.map((tax) => tax.amountCents)),
    })),
  );
}

function totalOf(taxes: readonly LineTax[]): string | undefined {
  return taxes.length > 0 ? formatCents(sum(taxes.map((tax) => tax.amountCents))) : undefined;
}

function list(name: string, children: readonly Element[]): Element[] {
  return children.length > 0 ? [element(name, [], children)] : [];
}

function ofKind(taxes: readonly LineTax[], kind: LineTax['kind']): LineTax[] {
  return taxes.filter((tax) => tax.kind === kind);
}
