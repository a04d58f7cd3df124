import type { Db } from '@fiscal/kit';
import { type GraphRef, parseRef, printRef } from '../domain/ref.ts';
import { type Router, routerIsShownMs } from '../domain/router.ts';

type Row = {
  instance: string;
  client_name: string;
  client_version: string;
  key_name: string;
  launch_id: string | null;
  running_since: Date;
  last_poll_at: Date;
};

/**
 * Writes down what instances run, over what an older poll of theirs said, and lets go of those that were not heard of
 * for a day. Those of variants that are gone are left out.
 */
export async function saveRouters(db: Db, routers: readonly Router[], at: Date): Promise<void> {
  const known = routers.flatMap((router) => {
    const ref = parseRef(router.ref);
    return ref ? [{ ...router, ...ref }] : [];
  });
  await db.query(
    `insert into router (graph_id, variant, instance, client_name, client_version, key_name, launch_id, running_since, last_poll_at)
     select each.* from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::timestamptz[], $9::timestamptz[])
       as each (graph_id, variant, instance, client_name, client_version, key_name, launch_id, running_since, last_poll_at)
     join variant on variant.graph_id = each.graph_id and variant.name = each.variant
     order by each.graph_id, each.variant, each.instance
     on conflict (graph_id, variant, instance) do update
     set client_name = excluded.client_name, client_version = excluded.client_version, key_name = excluded.key_name,
       launch_id = excluded.launch_id, last_poll_at = excluded.last_poll_at,
       running_since = case when router.launch_id is not distinct from excluded.launch_id
         then least(router.running_since, excluded.running_since) else excluded.running_since end
     where router.last_poll_at <= excluded.last_poll_at`,
    [
      known.map(({ graphId }) => graphId),
      known.map(({ variant }) => variant),
      known.map(({ instance }) => instance),
      known.map(({ clientName }) => clientName),
      known.map(({ clientVersion }) => clientVersion),
      known.map(({ keyName }) => keyName),
      known.map(({ launchId }) => launchId),
      known.map(({ runningSince }) => runningSince),
      known.map(({ lastPollAt }) => lastPollAt),
    ],
  );
  await db.query('delete from router where last_poll_at < $1', [new Date(at.getTime() - routerIsShownMs)]);
}

/** At most `limit` instances that run a variant, those that asked last first. */
export async function routersOf(db: Db, ref: GraphRef, limit: number): Promise<readonly Router[]> {
  const { rows } = await db.query<Row>(
    `select instance, client_name, client_version, key_name, launch_id, running_since, last_poll_at
     from router where graph_id = $1 and variant = $2 order by last_poll_at desc limit $3`,
    [ref.graphId, ref.variant, limit],
  );
  return rows.map((row) => ({
    ref: printRef(ref),
    instance: row.instance,
    clientName: row.client_name,
    clientVersion: row.client_version,
    keyName: row.key_name,
    launchId: row.launch_id,
    runningSince: row.running_since,
    lastPollAt: row.last_poll_at,
  }));
}
