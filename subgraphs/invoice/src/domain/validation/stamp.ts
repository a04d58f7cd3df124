import { checkElement } from './attributes.ts';
import { type Finding, quote } from './finding.ts';
import { isDateTime, rfcPattern, uuidPattern } from './formats.ts';
import { cfdiNamespace, stampNamespace } from './namespaces.ts';
import type { Rule } from './rule.ts';
import { childrenOf, type XmlElement } from './xml-element.ts';

const path = '/cfdi:Comprobante/cfdi:Complemento/tfd:TimbreFiscalDigital';

const present = { required: true, accepts: (value: string) => value.length > 0 };

/** Attributes of the stamp (TimbreFiscalDigitalv11.xsd) but the UUID, which has a code of its own. */
const stampFormats = {
  Version: { required: true, accepts: (value: string) => value === '1.1' },
  FechaTimbrado: { required: true, accepts: isDateTime },
  RfcProvCertif: { required: true, accepts: (value: string) => rfcPattern.test(value) },
  SelloCFD: present,
  NoCertificadoSAT: { required: true, accepts: (value: string) => /^[0-9]{20}$/.test(value) },
  SelloSAT: present,
};

/** The stamps inside `Complemento`, where alone they count; a valid document has one. */
export function stampsOf(document: XmlElement): readonly XmlElement[] {
  const complements = childrenOf(document, cfdiNamespace, 'Complemento');
  return complements.flatMap((complement) => childrenOf(complement, stampNamespace, 'TimbreFiscalDigital'));
}

/**
 * CFDI_STAMP_MISSING and CFDI_UUID_INVALID: an archive of fiscal documents takes stamped ones only, and knows each by
 * the UUID of its one stamp.
 */
export const checkStamp: Rule = (document) => {
  const stamps = stampsOf(document);
  const [stamp] = stamps;
  if (stamp === undefined) {
    return [
      { code: 'CFDI_STAMP_MISSING', message: 'the document carries no TimbreFiscalDigital', path: '/cfdi:Comprobante' },
    ];
  }
  if (stamps.length > 1) {
    return [{ code: 'CFDI_UUID_INVALID', message: `the document carries ${stamps.length} stamps, not one`, path }];
  }
  return [...checkUuid(stamp), ...checkElement(stamp, path, stampFormats)];
};

function checkUuid(stamp: XmlElement): readonly Finding[] {
  const uuid = stamp.attributes.get('UUID');
  if (uuid !== undefined && uuidPattern.test(uuid)) return [];
  const said = uuid === undefined ? 'is missing' : `may not be ${quote(uuid)}`;
  return [{ code: 'CFDI_UUID_INVALID', message: `UUID ${said}`, path: `${path}/@UUID` }];
}
