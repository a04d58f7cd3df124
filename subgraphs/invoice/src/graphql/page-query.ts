import { Refusal } from '@fiscal/kit';
import { isDay, rfcPattern } from '../domain/validation/formats.ts';
import type { PageQuery } from '../store/index.ts';
import { fromCursor } from './cursor.ts';
import type { QueryInvoicesArgs } from './generated.ts';

/** Reads the arguments of `invoices`. Refuses INVALID_INPUT for what cannot be one. */
export function toPageQuery({ first = 20, after, filter }: QueryInvoicesArgs): PageQuery {
  if (first < 1 || first > 100) throw invalid('first is 1 to 100');
  return {
    first,
    after: after ? fromCursor(after) : null,
    status: filter?.status ?? null,
    issuerRfc: toRfc(filter?.issuer),
    issuedFrom: toDay(filter?.issuedFrom, 'issuedFrom'),
    issuedTo: toDay(filter?.issuedTo, 'issuedTo'),
  };
}

/** An RFC given as an argument, or null. Refuses INVALID_INPUT for a text that is none. */
export function toRfc(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' || !rfcPattern.test(value)) throw invalid('issuer is not an RFC');
  return value;
}

// Custom scalars come as whatever JSON the client wrote.
function toDay(value: unknown, name: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' || !isDay(value)) throw invalid(`${name} is not a day, YYYY-MM-DD`);
  return value;
}

function invalid(message: string): Refusal {
  return new Refusal('invalid', 'INVALID_INPUT', message);
}
