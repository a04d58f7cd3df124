import { type Amount, amountOf, sumOf } from './amounts.ts';
import { currencyDecimals } from './currency.ts';
import type { Finding } from './finding.ts';
import { cfdiNamespace, localTaxesNamespace } from './namespaces.ts';
import type { Rule } from './rule.ts';
import { childOf, childrenOf, type XmlElement } from './xml-element.ts';

const root = '/cfdi:Comprobante';

/**
 * CFDI_TOTALS, in exact decimals. The SAT's matrix of CFDI 4.0 (13-12-2024) asks for equality with «el redondeo de la
 * suma», so sums are rounded half up to the decimals of the currency and then compared without any tolerance:
 * CFDI40108 SubTotal, CFDI40111 Descuento, CFDI40119 Total (with local taxes), CFDI40109 types T and P at zero, and
 * CFDI40107/40112 no more decimals than the currency has. Attributes that are no amounts are left to their own rule.
 */
export const checkTotals: Rule = (document) => {
  const decimals = currencyDecimals(document.attributes.get('Moneda') ?? '');
  const type = document.attributes.get('TipoDeComprobante') ?? '';
  const sums = type === 'T' || type === 'P' ? checkZero(document, type) : checkSums(document, decimals);
  return [...checkDecimals(document, decimals), ...sums];
};

function checkDecimals(document: XmlElement, decimals: number): readonly Finding[] {
  return ['SubTotal', 'Descuento', 'Total'].flatMap((name) => {
    const written = document.attributes.get(name) ?? '';
    const fraction = written.split('.')[1] ?? '';
    if (amountOf(document, name) === undefined || fraction.length <= decimals) return [];
    return [finding(name, `${name} has more than the ${decimals} decimals of its currency`)];
  });
}

function checkZero(document: XmlElement, type: string): readonly Finding[] {
  const amounts = ['SubTotal', 'Total'].flatMap((name) => {
    const amount = amountOf(document, name);
    return amount === undefined || amount.isZero()
      ? []
      : [finding(name, `${name} of a document of type ${type} is zero`)];
  });
  const currency = document.attributes.get('Moneda');
  if (type !== 'P' || currency === undefined || currency === 'XXX') return amounts;
  return [...amounts, finding('Moneda', 'Moneda of a document of type P is XXX')];
}

function checkSums(document: XmlElement, decimals: number): readonly Finding[] {
  const concepts = childrenOf(childOf(document, cfdiNamespace, 'Conceptos'), cfdiNamespace, 'Concepto');
  const subtotal = sumOf(concepts, 'Importe');
  const discount = sumOf(concepts, 'Descuento');
  return [
    ...compare(document, 'SubTotal', subtotal, decimals, 'the sum of the Importe of its lines'),
    ...compareDiscount(document, discount, decimals),
    ...compare(
      document,
      'Total',
      expectedTotal(document),
      decimals,
      'SubTotal − Descuento + taxes transferred − taxes withheld',
    ),
  ];
}

function compareDiscount(document: XmlElement, sum: Amount, decimals: number): readonly Finding[] {
  if (document.attributes.has('Descuento')) {
    return compare(document, 'Descuento', sum, decimals, 'the sum of the Descuento of its lines');
  }
  return sum.isZero() ? [] : [finding('Descuento', `Descuento is missing while the lines are discounted by ${sum}`)];
}

/** From the document's own parts, so that a wrong SubTotal is reported once and not as a wrong Total as well. */
function expectedTotal(document: XmlElement): Amount | undefined {
  const taxes = childOf(document, cfdiNamespace, 'Impuestos');
  const locals = childrenOf(document, cfdiNamespace, 'Complemento').flatMap((complement) =>
    childrenOf(complement, localTaxesNamespace, 'ImpuestosLocales'),
  );
  return amountOf(document, 'SubTotal')
    ?.minus(amountOf(document, 'Descuento') ?? 0)
    .plus(amountOf(taxes, 'TotalImpuestosTrasladados') ?? 0)
    .minus(amountOf(taxes, 'TotalImpuestosRetenidos') ?? 0)
    .plus(sumOf(locals, 'TotaldeTraslados'))
    .minus(sumOf(locals, 'TotaldeRetenciones'));
}

function compare(
  document: XmlElement,
  name: string,
  exact: Amount | undefined,
  decimals: number,
  of: string,
): readonly Finding[] {
  const said = amountOf(document, name);
  const expected = exact?.toDecimalPlaces(decimals);
  if (said === undefined || expected === undefined || said.equals(expected)) return [];
  return [finding(name, `${name} is ${said.toFixed(decimals)}, but ${of} is ${expected.toFixed(decimals)}`)];
}

function finding(attribute: string, message: string): Finding {
  return { code: 'CFDI_TOTALS', message, path: `${root}/@${attribute}` };
}
