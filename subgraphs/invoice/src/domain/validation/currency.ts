const noDecimals: ReadonlySet<string> = new Set(
  (
    'BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XAG XAU XBA XBB XBC XBD XDR XOF XPD XPF XPT ' +
    'XSU XTS XUA XXX'
  ).split(' '),
);
const threeDecimals: ReadonlySet<string> = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);
const fourDecimals: ReadonlySet<string> = new Set(['CLF']);

/**
 * How many decimals an amount of this currency may have: the SAT's catalogue c_Moneda of CFDI 4.0, which follows the
 * minor units of ISO 4217 (Node's own table is CLDR's and says otherwise for COP, HUF and others). Two when unknown.
 */
export function currencyDecimals(currency: string): number {
  if (noDecimals.has(currency)) return 0;
  if (threeDecimals.has(currency)) return 3;
  return fourDecimals.has(currency) ? 4 : 2;
}
