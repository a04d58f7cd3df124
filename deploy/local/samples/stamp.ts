import { type Authority, type Seal, signText } from './authority.ts';
import { originalString } from './original-string.ts';
import { type Element, element } from './xml.ts';

const namespace = 'http://www.sat.gob.mx/TimbreFiscalDigital';
const schemaLocation = `${namespace} http://www.sat.gob.mx/sitio_internet/cfd/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd`;

/** The issuer's seal: the signature of the original string, and the certificate to check it with. */
export function sealed(document: Element, seal: Seal): Element {
  const signature = signText(originalString(document), seal.key);
  const attributes = [
    ...document.attributes,
    ['Certificado', seal.certificate.toString('base64')] as const,
    ['Sello', signature] as const,
  ];
  return { ...document, attributes };
}

/** The fiscal stamp (TimbreFiscalDigital 1.1) of a sealed document, inside its `cfdi:Complemento`. */
export function stamped(document: Element, authority: Authority, uuid: string, stampedAt: string): Element {
  const seal = document.attributes.find(([name]) => name === 'Sello')?.[1] ?? '';
  const sealedValues = [
    ['Version', '1.1'],
    ['UUID', uuid],
    ['FechaTimbrado', stampedAt],
    ['RfcProvCertif', authority.stamperRfc],
    ['SelloCFD', seal],
    ['NoCertificadoSAT', authority.stamper.number],
  ] as const;
  const original = `||${sealedValues.map(([, value]) => value).join('|')}||`;
  const stamp = element('tfd:TimbreFiscalDigital', [
    ['xmlns:tfd', namespace],
    ['xsi:schemaLocation', schemaLocation],
    ...sealedValues,
    ['SelloSAT', signText(original, authority.stamper.key)],
  ]);
  return { ...document, children: [...document.children, element('cfdi:Complemento', [], [stamp])] };
}
