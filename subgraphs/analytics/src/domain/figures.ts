import { Refusal } from '@fiscal/kit';

/** Sums over documents in one currency. Amounts are exact decimals as text. */
export type CurrencyTotal = {
  readonly currency: string;
  readonly count: number;
  readonly subtotal: string;
  readonly taxesTransferred: string;
  readonly taxesWithheld: string;
  readonly total: string;
};

/** Sums over the documents of one status in one currency. */
export type StatusTotal = CurrencyTotal & { readonly status: string; readonly asOf: string };

export type DailyReport = {
  readonly date: string;
  readonly received: number;
  readonly archived: number;
  readonly rejected: number;
  readonly failed: number;
  readonly inProgress: number;
  readonly totals: readonly CurrencyTotal[];
  /** ISO 8601, UTC; null when nothing was counted. */
  readonly asOf: string | null;
};

/** A taxpayer's figures, as issuer. */
export type TaxpayerStats = {
  readonly archived: number;
  readonly rejected: number;
  readonly totals: readonly CurrencyTotal[];
  readonly lastIssuedOn: string | null;
};

/** A day's report out of its figures by status and currency. */
export function toDailyReport(date: string, lines: readonly StatusTotal[]): DailyReport {
  return {
    date,
    received: countOf(lines),
    archived: countOf(lines, 'ARCHIVED'),
    rejected: countOf(lines, 'REJECTED'),
    failed: countOf(lines, 'FAILED'),
    inProgress: countOf(lines, 'PENDING', 'PROCESSING', 'VALIDATED'),
    totals: archivedTotals(lines),
    asOf: lines.reduce<string | null>((last, { asOf }) => (last === null || asOf > last ? asOf : last), null),
  };
}

/** A taxpayer's figures out of those by status and currency. */
export function toTaxpayerStats(lines: readonly (StatusTotal & { readonly lastIssuedOn: string })[]): TaxpayerStats {
  const days = lines.filter(({ status }) => status === 'ARCHIVED').map(({ lastIssuedOn }) => lastIssuedOn);
  return {
    archived: countOf(lines, 'ARCHIVED'),
    rejected: countOf(lines, 'REJECTED'),
    totals: archivedTotals(lines),
    lastIssuedOn: days.toSorted().at(-1) ?? null,
  };
}

function countOf(lines: readonly StatusTotal[], ...statuses: string[]): number {
  const chosen = statuses.length === 0 ? lines : lines.filter(({ status }) => statuses.includes(status));
  return chosen.reduce((sum, { count }) => sum + count, 0);
}

function archivedTotals(lines: readonly StatusTotal[]): readonly CurrencyTotal[] {
  return lines
    .filter(({ status }) => status === 'ARCHIVED')
    .map(({ currency, count, subtotal, taxesTransferred, taxesWithheld, total }) => ({
      currency,
      count,
      subtotal: money(subtotal),
      taxesTransferred: money(taxesTransferred),
      taxesWithheld: money(taxesWithheld),
      total: money(total),
    }))
    .toSorted((a, b) => a.currency.localeCompare(b.currency));
}

/** The shortest way to write an exact decimal with at least two decimals: «5» and «5.0000» are «5.00». */
export function money(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** A calendar day, YYYY-MM-DD. Refuses what is none with INVALID_INPUT. */
export function readDay(text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN);
  if (
    Number.isNaN(day.getTime()) ||
    day.toISOString().slice(0, 10) !== text ||
    text < '1970-01-01' ||
    text > '2149-06-06'
  ) {
    throw new Refusal('invalid', 'INVALID_INPUT', 'a day is written YYYY-MM-DD and lies between 1970 and 2149');
  }
  return text;
}

const longestRangeDays = 366;

/** Two days in order, at most 366 apart. Refuses others with INVALID_INPUT. */
export function readRange(from: string, to: string): { readonly from: string; readonly to: string } {
  const days = (Date.parse(readDay(to)) - Date.parse(readDay(from))) / 86_400_000;
  if (days < 0 || days > longestRangeDays) {
    throw new Refusal('invalid', 'INVALID_INPUT', `'to' lies 0 to ${longestRangeDays} days after 'from'`);
  }
  return { from, to };
}

/** A taxpayer, by its key: what else is known of it lies with other subgraphs. */
export type TaxpayerReference = { readonly rfc: string };
