import { type HttpHandler, Refusal, sendJson } from '@fiscal/kit';
import { type Authenticate, keyOf } from '../access/authenticate.ts';
import { may } from '../domain/access.ts';
import { parseRef } from '../domain/ref.ts';
import type { FieldToRetire } from '../domain/usage/usage.ts';
import type { ReadUsage } from '../use-cases/read-usage.ts';

/**
 * `GET /api/usage/fields-to-retire?ref=graph@variant[&days=30][&format=csv]`: the fields of what is served that are deprecated,
 * or that nobody asked for, with their last use, as JSON or as CSV (RFC 4180).
 * Errors: `UNKNOWN_REF` for what is not there or not this key's to read.
 */
export function createFieldsToRetireDoor(authenticate: Authenticate, { toRetire }: ReadUsage): HttpHandler {
  return async (request, response) => {
    const caller = await authenticate(keyOf(request.headers));
    const asked = new URL(request.url ?? '/', 'http://registry').searchParams;
    const ref = parseRef(asked.get('ref') ?? '');
    if (!caller || !ref || !may(caller, 'read', ref)) {
      throw new Refusal('not_found', 'UNKNOWN_REF', 'there is no such variant, or this key may not read it');
    }
    const fields = await toRetire(ref, Number(asked.get('days') ?? 30) || 0);
    if (asked.get('format') !== 'csv') return sendJson(response, 200, { ref: asked.get('ref'), fields });
    const name = `fields-to-retire-${ref.graphId}.csv`;
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    });
    response.end(toCsv(fields));
  };
}

function toCsv(fields: readonly FieldToRetire[]): string {
  const rows = fields.map(({ coordinate, deprecated, lastSeen }) => [
    coordinate,
    deprecated ?? '',
    lastSeen?.toISOString() ?? '',
  ]);
  return [['field', 'deprecated', 'last asked for'], ...rows].map((row) => `${row.map(quote).join(',')}\r\n`).join('');
}

/** What a spreadsheet would take for a formula is shown to be text. */
function quote(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
