import { amountPattern, currencyPattern, isDateTime, quantityPattern, rfcPattern } from './formats.ts';

type AttributeFormat = { readonly required: boolean; readonly accepts: (value: string) => boolean };
export type AttributeFormats = Readonly<Record<string, AttributeFormat>>;

const present: AttributeFormat = required((value) => value.length > 0);

/** Attributes of `cfdi:Comprobante` (cfdv40.xsd). Values from catalogues are checked by shape only. `Version` has its own rule. */
export const comprobanteFormats: AttributeFormats = {
  Fecha: required(isDateTime),
  Sello: present,
  NoCertificado: matching(/^[0-9]{20}$/),
  Certificado: present,
  SubTotal: matching(amountPattern),
  Descuento: optional(matches(amountPattern)),
  Moneda: matching(currencyPattern),
  TipoCambio: optional(matches(quantityPattern)),
  Total: matching(amountPattern),
  TipoDeComprobante: matching(/^[IETNP]$/),
  Exportacion: matching(/^[0-9]{2}$/),
  LugarExpedicion: matching(/^[0-9]{5}$/),
};

const name = required((value) => value.length > 0 && value.length <= 300 && !value.includes('|'));

/** Attributes of `cfdi:Emisor`. */
export const emisorFormats: AttributeFormats = {
  Rfc: matching(rfcPattern),
  Nombre: name,
  RegimenFiscal: matching(/^[0-9]{3}$/),
};

/** Attributes of `cfdi:Receptor`. */
export const receptorFormats: AttributeFormats = {
  Rfc: matching(rfcPattern),
  Nombre: name,
  DomicilioFiscalReceptor: matching(/^[0-9]{5}$/),
  RegimenFiscalReceptor: matching(/^[0-9]{3}$/),
  UsoCFDI: matching(/^[A-Z]{1,2}[0-9]{2}$/),
};

/** Attributes of each `cfdi:Concepto`. */
export const conceptoFormats: AttributeFormats = {
  ClaveProdServ: matching(/^[0-9]{8}$/),
  Cantidad: matching(quantityPattern),
  ClaveUnidad: present,
  Descripcion: required((value) => value.length > 0 && [...value].length <= 1000 && !value.includes('|')),
  ValorUnitario: matching(amountPattern),
  Importe: matching(amountPattern),
  Descuento: optional(matches(amountPattern)),
  ObjetoImp: matching(/^[0-9]{2}$/),
};

function matches(pattern: RegExp): (value: string) => boolean {
  return (value) => pattern.test(value);
}

function matching(pattern: RegExp): AttributeFormat {
  return required(matches(pattern));
}

function required(accepts: (value: string) => boolean): AttributeFormat {
  return { required: true, accepts };
}

function optional(accepts: (value: string) => boolean): AttributeFormat {
  return { required: false, accepts };
}
