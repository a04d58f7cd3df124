import type { Element } from './xml.ts';

const notSealed = new Set(['Sello', 'Certificado']);
const totalsAfter: Readonly<Record<string, string>> = {
  'cfdi:Retenciones': 'TotalImpuestosRetenidos',
  'cfdi:Traslados': 'TotalImpuestosTrasladados',
};

/**
 * The original string of a document (Annex 20, «cadena original»): every sealed value in the standard's order, parted
 * by `|`, with two at each end. The elements are expected with their attributes in that order already, which leaves
 * one exception to handle: the totals of the document's taxes come after the lists they add up.
 */
export function originalString(root: Element): string {
  return `||${valuesOf(root).map(normalise).join('|')}||`;
}

function valuesOf(element: Element): string[] {
  if (element.name === 'cfdi:Complemento') return [];
  const isSummary = element.name === 'cfdi:Impuestos' && element.attributes.some(([name]) => isTotal(name));
  const own = element.attributes.filter(([name]) => isSealed(name) && !isTotal(name)).map(([, value]) => value);
  const below = element.children.flatMap((child) => {
    const total = isSummary ? element.attributes.find(([name]) => name === totalsAfter[child.name]) : undefined;
    return [...valuesOf(child), ...(total ? [total[1]] : [])];
  });
  return [...own, ...below];
}

function isSealed(name: string): boolean {
  return !notSealed.has(name) && !name.startsWith('xmlns') && !name.startsWith('xsi:');
}

function isTotal(name: string): boolean {
  return Object.values(totalsAfter).includes(name);
}

function normalise(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}
