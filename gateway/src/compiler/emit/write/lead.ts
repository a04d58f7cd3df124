import { literal } from '../literal.ts';

/** What is written before a value: text that is known, after the separator in `s` when that is known only at run time. */
export type Lead = { readonly separated: boolean; readonly text: string };

/** No lead: what comes before is written already. */
export const written: Lead = { separated: false, text: '' };

/** The expression of a lead, more known text, and at last, if there is one, an expression of text and known text after it. */
export function spell({ separated, text }: Lead, more = '', expression = '', after = ''): string {
  const known = text + more;
  const parts = [separated ? 's' : '', known && literal(known), expression, after && literal(after)];
  return parts.filter((part) => part !== '').join(' + ') || `''`;
}
