import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildDocument, buildStamp, type DocumentOptions } from '../../../test/document.ts';
import { currencyDecimals } from './currency.ts';
import { readDocument } from './read-document.ts';
import { finish } from './sliced.ts';
import { checkTotals } from './totals.ts';

function pathsOf(options: DocumentOptions): readonly (string | null)[] {
  return checkTotals(finish(readDocument(Buffer.from(buildDocument(options))))).map(({ path }) => path);
}

/** Units of 10^-6, written with as few decimals as given. */
function write(millionths: bigint, decimals: number): string {
  const digits = millionths.toString().padStart(7, '0');
  const fraction = digits.slice(-6).slice(0, decimals);
  return decimals === 0 ? digits.slice(0, -6) : `${digits.slice(0, -6)}.${fraction}`;
}

/** The reference: integers, rounded half up to the currency's decimals. */
function round(millionths: bigint, decimals: number): bigint {
  const unit = 10n ** BigInt(6 - decimals);
  return ((millionths + unit / 2n) / unit) * unit;
}

const decimalsOf = { MXN: 2, USD: 2, JPY: 0, KWD: 3, CLF: 4, ZZZ: 2 } as const;
const currency = fc.constantFrom(...(Object.keys(decimalsOf) as (keyof typeof decimalsOf)[]));
// Up to 18 digits before the point, as the standard allows: doubles could not hold these.
const amount = fc.bigInt({ min: 0n, max: 10n ** 23n });

describe('totals', () => {
  it('accept what integer arithmetic says, and nothing one unit away from it', () => {
    const lines = fc.array(fc.tuple(amount, fc.nat(1_000)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(currency, lines, amount, fc.integer({ min: -2, max: 2 }), (code, drawn, tax, off) => {
        const decimals = decimalsOf[code];
        const unit = 10n ** BigInt(6 - decimals);
        const items = drawn.map(([importe, share]) => ({ importe, descuento: (importe * BigInt(share)) / 1_000n }));
        const sum = round(
          items.reduce((total, { importe }) => total + importe, 0n),
          decimals,
        );
        const discount = round(
          items.reduce((total, { descuento }) => total + descuento, 0n),
          decimals,
        );
        const taxes = round(tax, decimals);
        const total = sum - discount + taxes + BigInt(off) * unit;
        fc.pre(total >= 0n && sum < 10n ** 24n && total < 10n ** 24n);
        const paths = pathsOf({
          currency: code,
          lines: items.map(({ importe, descuento }) => ({
            importe: write(importe, 6),
            descuento: write(descuento, 6),
          })),
          attributes: {
            SubTotal: write(sum, decimals),
            Descuento: write(discount, decimals),
            Total: write(total, decimals),
          },
          taxes: `<cfdi:Impuestos TotalImpuestosTrasladados="${write(taxes, decimals)}"/>`,
        });
        expect(paths).toEqual(off === 0 ? [] : ['/cfdi:Comprobante/@Total']);
      }),
      { numRuns: 300 },
    );
  });

  it('keep every digit of the largest amounts', () => {
    const lines = [{ importe: '999999999999999999.99' }];
    expect(pathsOf({ lines })).toEqual([]);
    expect(pathsOf({ lines, attributes: { Total: '999999999999999999.98' } })).toEqual(['/cfdi:Comprobante/@Total']);
  });

  it('round half up to the decimals of the currency, as the matrix of the SAT asks', () => {
    const lines = [{ importe: '10.004' }, { importe: '0.001' }];
    expect(pathsOf({ lines, attributes: { SubTotal: '10.01', Total: '10.01' } })).toEqual([]);
    expect(pathsOf({ lines, attributes: { SubTotal: '10.00', Total: '10.00' } })).toEqual([
      '/cfdi:Comprobante/@SubTotal',
    ]);
  });

  it('take withheld, transferred and local taxes', () => {
    const taxes = '<cfdi:Impuestos TotalImpuestosTrasladados="16.00" TotalImpuestosRetenidos="10.00"/>';
    const local =
      '<l:ImpuestosLocales xmlns:l="http://www.sat.gob.mx/implocal" TotaldeTraslados="3.00" TotaldeRetenciones="1.00"/>';
    const complement = buildStamp('7D041B9D-18C8-4690-8663-60393FBE07A4') + local;
    expect(pathsOf({ taxes, complement, attributes: { Total: '108.00' } })).toEqual([]);
  });

  it('want the discount of the lines on the whole, and no other', () => {
    const lines = [{ importe: '100.00', descuento: '10.00' }];
    expect(pathsOf({ lines })).toEqual(['/cfdi:Comprobante/@Descuento']);
    expect(pathsOf({ lines, attributes: { Descuento: '10.00', Total: '90.00' } })).toEqual([]);
    expect(pathsOf({ attributes: { Descuento: '5.00', Total: '95.00' } })).toEqual(['/cfdi:Comprobante/@Descuento']);
  });

  it('refuse more decimals than the currency has', () => {
    expect(pathsOf({ lines: [{ importe: '100.000' }] })).toEqual([
      '/cfdi:Comprobante/@SubTotal',
      '/cfdi:Comprobante/@Total',
    ]);
    expect(pathsOf({ currency: 'JPY', lines: [{ importe: '100.0' }] })).toHaveLength(2);
  });

  it('want zero for types T and P, and XXX as the currency of a P', () => {
    const zero = { SubTotal: '0', Total: '0' };
    expect(pathsOf({ type: 'P', currency: 'XXX', attributes: zero })).toEqual([]);
    expect(pathsOf({ type: 'T', currency: 'XXX', attributes: zero })).toEqual([]);
    expect(pathsOf({ type: 'T', attributes: { SubTotal: '0', Total: '1.00' } })).toEqual(['/cfdi:Comprobante/@Total']);
    expect(pathsOf({ type: 'P', attributes: zero })).toEqual(['/cfdi:Comprobante/@Moneda']);
  });

  it.each([
    ['MXN', 2],
    ['JPY', 0],
    ['COP', 2],
    ['KWD', 3],
    ['CLF', 4],
    ['XXX', 0],
    ['', 2],
  ])('knows the decimals of «%s»: %d', (code, decimals) => {
    expect(currencyDecimals(code)).toBe(decimals);
  });
});
