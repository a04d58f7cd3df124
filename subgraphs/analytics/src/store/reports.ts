import type { ClickHouseClient } from '@clickhouse/client';
import { remainingMs } from '@fiscal/kit';
import type { CurrencyTotal, StatusTotal } from '../domain/figures.ts';
import { reach } from './failures.ts';

export type Dimension = 'DAY' | 'ISSUER' | 'TYPE' | 'CURRENCY';
export type Stat = CurrencyTotal & { readonly key: string };
export type IssuerTotal = StatusTotal & { readonly issuerRfc: string; readonly lastIssuedOn: string };

export type ReportStore = {
  /** One organisation's figures of a day, by status and currency. */
  ofDay(organizationId: string, day: string): Promise<readonly StatusTotal[]>;
  /** Archived documents issued from one day to another, by the dimension; `limit` lines at most. */
  byDimension(organizationId: string, from: string, to: string, by: Dimension, limit: number): Promise<readonly Stat[]>;
  /** Figures of several issuers, by issuer, status and currency. */
  ofIssuers(organizationId: string, rfcs: readonly string[]): Promise<readonly IssuerTotal[]>;
};

/** `final` picks the highest version of each invoice, whatever has been merged so far. */
const sums = `toUInt32(count()) as count, toString(sum(subtotal)) as subtotal, toString(sum(taxes_transferred)) as taxesTransferred,
  toString(sum(taxes_withheld)) as taxesWithheld, toString(sum(total)) as total`;
const newest = `formatDateTime(max(occurred_at), '%Y-%m-%dT%H:%i:%S.', 'UTC') || leftPad(toString(toUnixTimestamp64Milli(max(occurred_at)) % 1000), 3, '0') || 'Z' as asOf`;
const keys: Readonly<Record<Dimension, string>> = {
  DAY: 'toString(issued_on)',
  ISSUER: 'issuer_rfc',
  TYPE: 'document_type',
  CURRENCY: 'currency',
};
const queryTimeoutMs = 10_000;

/**
 * Reads figures; every statement names the organisation and is stopped when the caller's deadline is over.
 * Errors: Refusal DEADLINE_EXCEEDED, SERVICE_UNAVAILABLE.
 */
export function createReportStore(client: ClickHouseClient): ReportStore {
  async function rows<Row>(query: string, params: Record<string, unknown>): Promise<readonly Row[]> {
    const signal = AbortSignal.timeout(remainingMs(queryTimeoutMs));
    const ask = async () => {
      const options = { query, query_params: params, format: 'JSONEachRow', abort_signal: signal } as const;
      return (await client.query(options)).json<Row>();
    };
    return reach(ask, signal);
  }
  return {
    ofDay: (organizationId, day) =>
      rows(
        `select status, currency, ${sums}, ${newest} from invoice_by_day final
         where organization_id = {organizationId:String} and issued_on = {day:Date} group by status, currency`,
        { organizationId, day },
      ),
    byDimension: (organizationId, from, to, by, limit) =>
      rows(
        `select ${keys[by]} as key, currency, ${sums} from invoice_by_day final
         where organization_id = {organizationId:String} and issued_on between {from:Date} and {to:Date} and status = 'ARCHIVED'
         group by key, currency order by key, currency limit {limit:UInt32}`,
        { organizationId, from, to, limit },
      ),
    ofIssuers: (organizationId, rfcs) =>
      rows(
        `select issuer_rfc as issuerRfc, status, currency, toString(max(issued_on)) as lastIssuedOn, ${sums}, ${newest}
         from invoice_by_issuer final
         where organization_id = {organizationId:String} and issuer_rfc in {rfcs:Array(String)}
         group by issuerRfc, status, currency`,
        { organizationId, rfcs },
      ),
  };
}
