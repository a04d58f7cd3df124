import { createHash } from 'node:crypto';

/** One line of a test document; amounts as they shall be written. */
export type Line = { readonly importe: string; readonly descuento?: string };

export type DocumentOptions = {
  readonly issuer?: string;
  readonly receiver?: string;
  readonly uuid?: string;
  readonly type?: string;
  readonly currency?: string;
  readonly lines?: readonly Line[];
  readonly issuedAt?: string;
  /** Attributes of Comprobante to add, replace or (null) leave out. */
  readonly attributes?: Readonly<Record<string, string | null>>;
  /** `cfdi:Impuestos` of the whole, as written. */
  readonly taxes?: string;
  /** Instead of the stamp, inside Complemento. */
  readonly complement?: string;
  /** After Complemento. */
  readonly tail?: string;
};

export const issuerRfc = 'EKU9003173C9';
export const receiverRfc = 'URE180429TM6';
export const cfdi = 'http://www.sat.gob.mx/cfd/4';

const seal = 'QUJDREVGRw==';

/** A stamp as the standard has it, with nothing genuine in it. */
export function buildStamp(uuid: string, attributes = ''): string {
  return (
    '<tfd:TimbreFiscalDigital xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" Version="1.1" ' +
    `UUID="${uuid}" FechaTimbrado="2025-03-10T09:20:00" RfcProvCertif="TPA990101AA1" SelloCFD="${seal}" ` +
    `NoCertificadoSAT="30001000009900000001" SelloSAT="${seal}" ${attributes}/>`
  );
}

/** A small document, valid under the thin rules unless the options make it otherwise. One line of 100.00 MXN by default. */
export function buildDocument(options: DocumentOptions = {}): string {
  const { issuer = issuerRfc, receiver = receiverRfc, lines = [{ importe: '100.00' }] } = options;
  const uuid = options.uuid ?? crypto.randomUUID();
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<cfdi:Comprobante xmlns:cfdi="${cfdi}" ${write(comprobante(options, lines))}>`,
    `<cfdi:Emisor Rfc="${issuer.replace('&', '&amp;')}" Nombre="EMISOR DE PRUEBA" RegimenFiscal="601"/>`,
    `<cfdi:Receptor Rfc="${receiver.replace('&', '&amp;')}" Nombre="RECEPTOR ÑANDÚ" DomicilioFiscalReceptor="86991" RegimenFiscalReceptor="601" UsoCFDI="G03"/>`,
    `<cfdi:Conceptos>${lines.map(writeLine).join('')}</cfdi:Conceptos>`,
    options.taxes ?? '',
    `<cfdi:Complemento>${options.complement ?? buildStamp(uuid)}</cfdi:Complemento>`,
    options.tail ?? '',
    '</cfdi:Comprobante>',
  ].join('');
}

function comprobante(
  { type = 'I', currency = 'MXN', issuedAt = '2025-03-10T09:15:00', attributes }: DocumentOptions,
  lines: readonly Line[],
) {
  const subtotal = lines.length === 1 ? (lines[0]?.importe ?? '0') : '0';
  return {
    ...{ Version: '4.0', Serie: 'A', Folio: '1', Fecha: issuedAt, Sello: seal, NoCertificado: '30001000000500003416' },
    ...{ Certificado: seal, SubTotal: subtotal, Moneda: currency, Total: subtotal, TipoDeComprobante: type },
    ...{ Exportacion: '01', LugarExpedicion: '42501' },
    ...attributes,
  };
}

function writeLine({ importe, descuento }: Line): string {
  return `<cfdi:Concepto ${write({
    ...{ ClaveProdServ: '81112101', Cantidad: '1', ClaveUnidad: 'E48', Descripcion: 'Servicio' },
    ...{ ValorUnitario: importe, Importe: importe, Descuento: descuento ?? null, ObjetoImp: '01' },
  })}/>`;
}

function write(attributes: Readonly<Record<string, string | null>>): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === null ? [] : `${name}="${value}"`))
    .join(' ');
}

/** The checksum of a document as its sender would give it. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
