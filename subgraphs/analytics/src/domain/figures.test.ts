import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { money, readDay, readRange, toDailyReport } from './figures.ts';

const line = {
  count: 1,
  subtotal: '1',
  taxesTransferred: '0',
  taxesWithheld: '0',
  total: '1',
  asOf: '2026-01-01T00:00:00.000Z',
};

describe('a daily report', () => {
  it('counts every document once and adds up the archived ones by currency', () => {
    const report = toDailyReport('2026-01-01', [
      { ...line, status: 'ARCHIVED', currency: 'USD', count: 2, total: '20.5' },
      { ...line, status: 'ARCHIVED', currency: 'MXN', total: '0.1' },
      { ...line, status: 'REJECTED', currency: 'MXN', total: '9', asOf: '2026-01-02T00:00:00.000Z' },
      { ...line, status: 'PROCESSING', currency: '' },
      { ...line, status: 'CANCELLED', currency: 'MXN' },
    ]);
    expect(report).toMatchObject({ received: 6, archived: 3, rejected: 1, inProgress: 1, failed: 0 });
    expect(report.totals.map(({ currency, total }) => [currency, total])).toEqual([
      ['MXN', '0.10'],
      ['USD', '20.50'],
    ]);
    expect(report.asOf).toBe('2026-01-02T00:00:00.000Z');
  });

  it('of a day without documents is empty', () => {
    expect(toDailyReport('2026-01-01', [])).toMatchObject({ received: 0, totals: [], asOf: null });
  });
});

describe('money', () => {
  it('never changes the amount', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), fc.integer({ min: 0, max: 6 }), (units, decimals) => {
        expect(millionths(money(write(units, decimals)))).toBe(units * 10n ** BigInt(6 - decimals));
      }),
    );
  });

  it('has two decimals or more', () =>
    expect([money('5'), money('5.1000'), money('5.12345')]).toEqual(['5.00', '5.10', '5.12345']));
});

describe('days', () => {
  it.each(['2026-02-30', '2026-1-1', '', '1969-12-31', '2026-01-01T00:00:00'])('%s is none', (text) => {
    expect(() => readDay(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('make a range in order and of a year at most', () => {
    expect(readRange('2024-01-01', '2025-01-01')).toEqual({ from: '2024-01-01', to: '2025-01-01' });
    expect(() => readRange('2026-01-02', '2026-01-01')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => readRange('2024-01-01', '2025-01-02')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

function write(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${units < 0n ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`;
}

function millionths(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(6, '0'));
  return text.startsWith('-') ? -size : size;
}
