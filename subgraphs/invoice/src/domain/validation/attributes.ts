import type { AttributeFormats } from './attribute-formats.ts';
import { comprobanteFormats, conceptoFormats, emisorFormats, receptorFormats } from './attribute-formats.ts';
import { type Finding, quote } from './finding.ts';
import { cfdiNamespace } from './namespaces.ts';
import type { Rule } from './rule.ts';
import { childOf, childrenOf, type XmlElement } from './xml-element.ts';

const root = '/cfdi:Comprobante';

/**
 * CFDI_ATTRIBUTE_MISSING and CFDI_ATTRIBUTE_INVALID: what the schema of CFDI 4.0 (cfdv40.xsd) requires of Comprobante,
 * Emisor, Receptor and every Concepto. A missing element is reported once, as itself.
 */
export const checkAttributes: Rule = (document) => [
  ...checkElement(document, root, comprobanteFormats),
  ...checkChild(document, 'Emisor', emisorFormats),
  ...checkChild(document, 'Receptor', receptorFormats),
  ...checkConcepts(document),
];

function checkChild(document: XmlElement, name: string, formats: AttributeFormats): readonly Finding[] {
  const element = childOf(document, cfdiNamespace, name);
  const path = `${root}/cfdi:${name}`;
  return element === undefined ? [missing(name, path)] : checkElement(element, path, formats);
}

function checkConcepts(document: XmlElement): readonly Finding[] {
  const path = `${root}/cfdi:Conceptos`;
  const concepts = childrenOf(childOf(document, cfdiNamespace, 'Conceptos'), cfdiNamespace, 'Concepto');
  if (concepts.length === 0) return [missing('Concepto', path)];
  return concepts.flatMap((concept, index) =>
    checkElement(concept, `${path}/cfdi:Concepto[${index + 1}]`, conceptoFormats),
  );
}

/** What one element lacks or has in a wrong form, against the formats given for it. */
export function checkElement(element: XmlElement, path: string, formats: AttributeFormats): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [name, { required, accepts }] of Object.entries(formats)) {
    const value = element.attributes.get(name);
    if (value === undefined) {
      if (required) findings.push(missing(name, `${path}/@${name}`));
    } else if (!accepts(value)) {
      findings.push({
        code: 'CFDI_ATTRIBUTE_INVALID',
        message: `${name} may not be ${quote(value)}`,
        path: `${path}/@${name}`,
      });
    }
  }
  return findings;
}

function missing(name: string, path: string): Finding {
  return { code: 'CFDI_ATTRIBUTE_MISSING', message: `${name} is missing`, path };
}
