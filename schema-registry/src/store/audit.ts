import type { Db } from '@fiscal/kit';
import type { AuditEntry, NewAuditEntry } from '../domain/audit.ts';

type Row = {
  id: string;
  at: Date;
  actor: string;
  action: string;
  graph_id: string | null;
  variant: string | null;
  details: Record<string, unknown>;
};

/** Writes down what was done; with the change itself, in the same transaction. */
export async function addAudit(db: Db, entry: NewAuditEntry): Promise<void> {
  const { at, actor, action, graphId, variant, details } = entry;
  await db.query('insert into audit (at, actor, action, graph_id, variant, details) values ($1, $2, $3, $4, $5, $6)', [
    at,
    actor,
    action,
    graphId,
    variant,
    details,
  ]);
}

/** At most `limit` entries, newest first, of one graph or of all; those before an id where one is given. */
export async function auditOf(
  db: Db,
  graphId: string | null,
  page: { readonly before: number | null; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const { rows } = await db.query<Row>(
    `select * from audit where ($1::text is null or graph_id = $1) and ($2::bigint is null or id < $2)
     order by id desc limit $3`,
    [graphId, page.before, page.limit],
  );
  return rows.map(({ id, graph_id, ...row }) => ({ ...row, id: Number(id), graphId: graph_id }));
}
