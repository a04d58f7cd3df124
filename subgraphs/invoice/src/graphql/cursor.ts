import { createHash } from 'node:crypto';
import { Refusal } from '@fiscal/kit';
import { isInvoiceId } from '../domain/invoice-id.ts';
import type { Position } from '../store/index.ts';

/** A place in the list as text that means nothing to its reader. */
export function toCursor({ createdAt, id }: Position): string {
  const place = `${createdAt.toISOString()}|${id}`;
  return Buffer.from(`${place}|${seal(place)}`, 'utf8').toString('base64url');
}

/** The place a cursor stands for. Refuses INVALID_INPUT for anything that `toCursor` did not make. */
export function fromCursor(cursor: string): Position {
  const [at = '', id = '', sealed = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  const createdAt = new Date(at);
  if (
    sealed !== seal(`${at}|${id}`) ||
    Number.isNaN(createdAt.getTime()) ||
    !isInvoiceId(id) ||
    toCursor({ createdAt, id }) !== cursor
  ) {
    throw new Refusal('invalid', 'INVALID_INPUT', 'after is not a cursor of this list');
  }
  return { createdAt, id };
}

/** Catches what was cut or altered. It is no secret, and needs to be none: a cursor shows nothing that a filter would not. */
function seal(place: string): string {
  return createHash('sha256').update(`invoices|${place}`).digest('base64url').slice(0, 12);
}
