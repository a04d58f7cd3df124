import { Decimal } from 'decimal.js';
import { amountPattern } from './formats.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * Exact for every sum this domain can build: an amount has up to 24 digits (t_Importe) and a document fewer than 10^6
 * lines. The library's default of 20 significant digits would round them silently.
 */
export const Amount = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
export type Amount = Decimal;

/** The amount in that attribute; undefined when there is none or it is no amount (which the attribute rules report). */
export function amountOf(element: XmlElement | undefined, attribute: string): Amount | undefined {
  const value = element?.attributes.get(attribute);
  return value !== undefined && amountPattern.test(value) ? new Amount(value) : undefined;
}

/** The exact sum of that attribute over the elements; those without it count as zero. */
export function sumOf(elements: readonly XmlElement[], attribute: string): Amount {
  return elements.reduce((sum, element) => sum.plus(amountOf(element, attribute) ?? 0), new Amount(0));
}
